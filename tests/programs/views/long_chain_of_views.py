x = torch.ones(2, 2, requires_grad=True)
y = x * 1
for i in range(20000):
    y = y.t()
y.add_(torch.tensor([1.0, 2.0]))
(y * y).sum().backward()
print(x.grad)
# expect: tensor([[4., 6.],
# expect:         [4., 6.]])
