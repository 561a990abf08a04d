def f(x):
    return (torch.exp(-x ** 2) * torch.cos(3 * x)).sum()
x = torch.tensor([0.2, -0.4, 1.1], dtype=torch.float64, requires_grad=True)
g, = torch.autograd.grad(f(x), x)
eps = 1e-6
num = []
for i in range(3):
    d = torch.zeros(3, dtype=torch.float64)
    d[i] = eps
    num.append(((f(x + d) - f(x - d)) / (2 * eps)).item())
print(torch.allclose(g, torch.tensor(num, dtype=torch.float64), atol=1e-8))  # expect: True
print(g)  # expect: tensor([-1.9447,  2.6297,  0.7889], dtype=torch.float64)
