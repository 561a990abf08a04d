a = torch.ones(3, 1, requires_grad=True)
b = torch.arange(4.0, requires_grad=True)
(a * b).sum().backward()
print(a.grad)
# expect: tensor([[6.],
# expect:         [6.],
# expect:         [6.]])
print(b.grad)  # expect: tensor([3., 3., 3., 3.])
