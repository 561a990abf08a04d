x = torch.tensor(3.0, requires_grad=True)
y = x ** 2
y.register_hook(lambda g: g * 2)
print(torch.autograd.grad(y, x))  # expect: (tensor(12.),)
