torch.linalg.solve(torch.ones(2, 2), torch.ones(2))
# error: _LinAlgError: torch.linalg.solve: The solver failed because the input matrix is singular.
# at: 1:1-1:52
