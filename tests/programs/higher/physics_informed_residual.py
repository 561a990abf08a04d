t = torch.linspace(0, 1, 3).reshape(-1, 1).requires_grad_()
net = nn.Sequential(nn.Linear(1, 4), nn.Tanh(), nn.Linear(4, 1))
u = net(t)
(du,) = torch.autograd.grad(u, t, torch.ones_like(u), create_graph=True)
(ddu,) = torch.autograd.grad(du, t, torch.ones_like(du), create_graph=True)
loss = ((ddu + u) ** 2).mean()
loss.backward()
print(du, loss, net[0].weight.grad.flatten())
# expect: tensor([[0.2315],
# expect:         [0.2187],
# expect:         [0.1774]], grad_fn=<MmBackward0>) tensor(0.1835, grad_fn=<MeanBackward0>) tensor([ 0.0146,  0.0446, -0.0601,  0.0698])
