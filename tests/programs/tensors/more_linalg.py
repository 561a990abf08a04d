A = torch.tensor([[2.0, 0.0], [1.0, 3.0]], dtype=torch.float64)
print(torch.linalg.matrix_rank(A), torch.linalg.cond(A), torch.linalg.pinv(A), torch.linalg.svdvals(A), torch.linalg.matrix_norm(A))
# expect: tensor(2) tensor(1.7676, dtype=torch.float64) tensor([[ 5.0000e-01, -2.7756e-17],
# expect:         [-1.6667e-01,  3.3333e-01]], dtype=torch.float64) tensor([3.2566, 1.8424], dtype=torch.float64) tensor(3.7417, dtype=torch.float64)
print(torch.linalg.lstsq(A, torch.ones(2, 1, dtype=torch.float64)).solution, torch.linalg.solve_triangular(A, torch.eye(2, dtype=torch.float64), upper=False), torch.linalg.matrix_exp(torch.zeros(2, 2)))
# expect: tensor([[0.5000],
# expect:         [0.1667]], dtype=torch.float64) tensor([[ 0.5000,  0.0000],
# expect:         [-0.1667,  0.3333]], dtype=torch.float64) tensor([[1., 0.],
# expect:         [0., 1.]])
