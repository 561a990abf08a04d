x = torch.tensor(1.0, requires_grad=True)
y = torch.tensor(2.0, requires_grad=True)
print(torch.autograd.grad(x * 2, [x, y], allow_unused=True))  # expect: (tensor(2.), None)
