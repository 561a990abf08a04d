A = torch.tensor([[2.0, 1.0], [1.0, 3.0]], dtype=torch.float64, requires_grad=True)
for f in (torch.linalg.det, torch.logdet, lambda M: torch.linalg.inv(M).sum(), torch.trace, lambda M: torch.linalg.solve(M, torch.ones(2, dtype=torch.float64)).sum()):
    print(torch.autograd.grad(f(A), A)[0])
    # expect: tensor([[ 3., -1.],
    # expect:         [-1.,  2.]], dtype=torch.float64)
    # expect: tensor([[ 0.6000, -0.2000],
    # expect:         [-0.2000,  0.4000]], dtype=torch.float64)
    # expect: tensor([[-0.1600, -0.0800],
    # expect:         [-0.0800, -0.0400]], dtype=torch.float64)
    # expect: tensor([[1., 0.],
    # expect:         [0., 1.]], dtype=torch.float64)
    # expect: tensor([[-0.1600, -0.0800],
    # expect:         [-0.0800, -0.0400]], dtype=torch.float64)
