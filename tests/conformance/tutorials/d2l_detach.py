x = torch.arange(4.0, requires_grad=True)
y = x * x
u = y.detach()
z = u * x
z.sum().backward()
print(x.grad == u)  # expect: tensor([True, True, True, True])
x.grad.zero_()
y.sum().backward()
x.grad == 2 * x  # expect: tensor([True, True, True, True])
