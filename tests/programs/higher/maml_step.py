w = torch.tensor(1.0, requires_grad=True)
inner = (w * 2 - 1) ** 2
(g,) = torch.autograd.grad(inner, w, create_graph=True)
fast = w - 0.1 * g
outer = (fast * 3 - 2) ** 2
outer.backward()
print(g, fast, w.grad)
# expect: tensor(4., grad_fn=<MulBackward0>) tensor(0.6000, grad_fn=<SubBackward0>) tensor(-0.2400)
