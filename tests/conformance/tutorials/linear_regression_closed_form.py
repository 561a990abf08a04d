x = torch.tensor([1.0, 2.0, 3.0, 4.0], dtype=torch.float64)
y = 2 * x + 1
A = torch.stack([x, torch.ones_like(x)], dim=1)
sol = torch.linalg.solve(A.T @ A, A.T @ y)
print(sol)  # expect: tensor([2.0000, 1.0000], dtype=torch.float64)
w = torch.zeros(2, dtype=torch.float64, requires_grad=True)
for i in range(500):
    loss = F.mse_loss(A @ w, y)
    g, = torch.autograd.grad(loss, w)
    w = (w - 0.1 * g).detach().requires_grad_(True)
print('%.6f %.6f' % (w[0], w[1]))  # expect: 2.000000 1.000000
