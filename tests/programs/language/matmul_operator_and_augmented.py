a = torch.eye(2)
b = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
a @= b
print(a, (b @ b)[0, 1], b @ b.T @ b == b @ (b.T @ b))
# expect: tensor([[1., 2.],
# expect:         [3., 4.]]) tensor(10.) tensor([[True, True],
# expect:         [True, True]])
