torch.linalg.cholesky(torch.tensor([[1.0, 2.0], [2.0, 1.0]]))
# error: _LinAlgError: linalg.cholesky: The factorization could not be completed because the input is not positive-definite (the leading minor of order 2 is not positive-definite).
# at: 1:1-1:62
