x = torch.tensor([-1.2, 1.0], dtype=torch.float64, requires_grad=True)
def rosen(x):
    return 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2
for i in range(7):
    g, = torch.autograd.grad(rosen(x), x, create_graph=True)
    H = torch.stack([torch.autograd.grad(gi, x, retain_graph=True)[0] for gi in g])
    x = (x - torch.linalg.solve(H, g)).detach().requires_grad_()
print(x)  # expect: tensor([1., 1.], dtype=torch.float64, requires_grad=True)
print('%.3e' % rosen(x).item())  # expect: 0.000e+00
