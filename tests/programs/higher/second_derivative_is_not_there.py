x = torch.tensor(2.0, requires_grad=True)
(g,) = torch.autograd.grad(x * 3, x, create_graph=True)
print(g, g.requires_grad)  # expect: tensor(3.) False
