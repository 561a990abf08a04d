A = torch.tensor([[4.0, 1.0], [1.0, 3.0]], dtype=torch.float64)
b = torch.tensor([1.0, 2.0], dtype=torch.float64)
print(torch.linalg.solve(A, b), torch.linalg.inv(A), torch.linalg.det(A), torch.linalg.norm(A), A.inverse(), A.det())
# expect: tensor([0.0909, 0.6364], dtype=torch.float64) tensor([[ 0.2727, -0.0909],
# expect:         [-0.0909,  0.3636]], dtype=torch.float64) tensor(11., dtype=torch.float64) tensor(5.1962, dtype=torch.float64) tensor([[ 0.2727, -0.0909],
# expect:         [-0.0909,  0.3636]], dtype=torch.float64) tensor(11., dtype=torch.float64)
print(torch.linalg.cholesky(A), torch.linalg.eigvalsh(A), torch.linalg.matrix_power(A, 3), torch.linalg.slogdet(A))
# expect: tensor([[2.0000, 0.0000],
# expect:         [0.5000, 1.6583]], dtype=torch.float64) tensor([2.3820, 4.6180], dtype=torch.float64) tensor([[75., 38.],
# expect:         [38., 37.]], dtype=torch.float64) torch.return_types.linalg_slogdet(
# expect: sign=tensor(1., dtype=torch.float64),
# expect: logabsdet=tensor(2.3979, dtype=torch.float64))
