a = torch.ones(3, 1, requires_grad=True)
b = torch.arange(4.0, requires_grad=True)
c = torch.tensor(2.0, requires_grad=True)
(a * b * c).sum().backward()
print(a.grad, b.grad, c.grad)
# expect: tensor([[12.],
# expect:         [12.],
# expect:         [12.]]) tensor([6., 6., 6., 6.]) tensor(18.)
