x = torch.tensor(2.0, requires_grad=True)
y = torch.tensor(5.0, requires_grad=True)
z = x ** 2 * y
print(torch.autograd.grad(z, (x, y), retain_graph=True))  # expect: (tensor(20.), tensor(4.))
(gx,) = torch.autograd.grad(z, x)
print(gx, x.grad)  # expect: tensor(20.) None
