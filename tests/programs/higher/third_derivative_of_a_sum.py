x = torch.tensor([0.5, 1.0], dtype=torch.float64, requires_grad=True)
y = (x.sin() * x ** 2).sum()
for _ in range(3):
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    print(g)
    # expect: tensor([0.6988, 2.2232], dtype=torch.float64, grad_fn=<AddBackward0>)
    # expect: tensor([2.5942, 3.0027], dtype=torch.float64, grad_fn=<AddBackward0>)
    # expect: tensor([ 3.6078, -2.3473], dtype=torch.float64, grad_fn=<AddBackward0>)
    y = g.sum()
