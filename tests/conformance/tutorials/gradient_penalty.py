torch.manual_seed(2)
w = torch.randn(3, 3, dtype=torch.float64, requires_grad=True)
x = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)
out = torch.tanh(x @ w).sum(1)
g, = torch.autograd.grad(out.sum(), x, create_graph=True)
loss = ((g.norm(2, dim=1) - 1) ** 2).mean()
loss.backward()
print(loss)  # expect: tensor(0.1937, dtype=torch.float64, grad_fn=<MeanBackward0>)
print(w.grad)
# expect: tensor([[-0.0635,  0.1783,  0.3541],
# expect:         [-0.2239,  0.0629,  0.1976],
# expect:         [-0.1831, -0.1429, -0.2242]], dtype=torch.float64)
