A = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
v = torch.tensor([1.0, -1.0], requires_grad=True)
(A @ v).pow(2).sum().backward()
print(A.grad, v.grad)
# expect: tensor([[-2.,  2.],
# expect:         [-2.,  2.]]) tensor([ -8., -12.])
