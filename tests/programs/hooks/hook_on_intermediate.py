x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x ** 2
saved = []
y.register_hook(saved.append)
y.register_hook(lambda g: g.clamp(max=3))
(y * torch.tensor([1.0, 5.0])).sum().backward()
print(saved, x.grad)  # expect: [tensor([1., 5.])] tensor([ 2., 12.])
