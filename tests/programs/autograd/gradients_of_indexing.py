x = torch.arange(6.0).reshape(2, 3).requires_grad_()
for y in (x[0], x[:, 1], x[1, 1:], x[[1, 1]], x[x > 2], x[..., -1], x[None, 0, ::2], x[torch.tensor([0, 1]), torch.tensor([2, 0])]):
    print(torch.autograd.grad(y.sum(), x, retain_graph=True)[0].tolist())
    # expect: [[1.0, 1.0, 1.0], [0.0, 0.0, 0.0]]
    # expect: [[0.0, 1.0, 0.0], [0.0, 1.0, 0.0]]
    # expect: [[0.0, 0.0, 0.0], [0.0, 1.0, 1.0]]
    # expect: [[0.0, 0.0, 0.0], [2.0, 2.0, 2.0]]
    # expect: [[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]
    # expect: [[0.0, 0.0, 1.0], [0.0, 0.0, 1.0]]
    # expect: [[1.0, 0.0, 1.0], [0.0, 0.0, 0.0]]
    # expect: [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
