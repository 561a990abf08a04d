x = torch.tensor([1.0, 2.0], requires_grad=True)
f = 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2
g = torch.autograd.grad(f, x, create_graph=True)[0]
H = [torch.autograd.grad(g[i], x, retain_graph=True)[0].tolist() for i in range(2)]
print(g)  # expect: tensor([-400.,  200.], grad_fn=<AddBackward0>)
print(H)  # expect: [[402.0, -400.0], [-400.0, 200.0]]
