torch.linalg.det(torch.ones(2, 3))
# error: RuntimeError: linalg.det: A must be batches of square matrices, but they are 2 by 3 matrices
# at: 1:1-1:35
