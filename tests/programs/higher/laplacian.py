x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
f = (x ** 2).sum() + x[0] * x[1] * x[2]
(g,) = torch.autograd.grad(f, x, create_graph=True)
print(sum(torch.autograd.grad(g[i], x, retain_graph=True)[0][i] for i in range(3)))
# expect: tensor(6.)
