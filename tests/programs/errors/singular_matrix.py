torch.linalg.inv(torch.tensor([[1.0, 2.0], [2.0, 4.0]]))
# error: _LinAlgError: linalg.inv: The diagonal element 2 is zero, the inversion could not be completed because the input matrix is singular.
# at: 1:1-1:57
