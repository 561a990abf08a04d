x = torch.tensor([[1.0, 2.0], [3.0, 0.5]], requires_grad=True)
w = torch.tensor([1.0, -1.0])
for name in ("sum", "mean", "prod", "amax", "amin", "var", "std", "logsumexp", "norm"):
    y = getattr(x, name)(dim=1)
    print(name, torch.autograd.grad(y @ w, x)[0])
    # expect: sum tensor([[ 1.,  1.],
    # expect:         [-1., -1.]])
    # expect: mean tensor([[ 0.5000,  0.5000],
    # expect:         [-0.5000, -0.5000]])
    # expect: prod tensor([[ 2.0000,  1.0000],
    # expect:         [-0.5000, -3.0000]])
    # expect: amax tensor([[ 0.,  1.],
    # expect:         [-1., -0.]])
    # expect: amin tensor([[ 1.,  0.],
    # expect:         [-0., -1.]])
    # expect: var tensor([[-1.0000,  1.0000],
    # expect:         [-2.5000,  2.5000]])
    # expect: std tensor([[-0.7071,  0.7071],
    # expect:         [-0.7071,  0.7071]])
    # expect: logsumexp tensor([[ 0.2689,  0.7311],
    # expect:         [-0.9241, -0.0759]])
    # expect: norm tensor([[ 0.4472,  0.8944],
    # expect:         [-0.9864, -0.1644]])
print(torch.autograd.grad(x.norm(p=1), x)[0], torch.autograd.grad(x.cumprod(0).sum(), x)[0])
# expect: tensor([[1., 1.],
# expect:         [1., 1.]]) tensor([[4.0000, 1.5000],
# expect:         [1.0000, 2.0000]])
