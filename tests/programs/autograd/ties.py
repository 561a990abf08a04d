x = torch.tensor([2.0, 2.0, 1.0], requires_grad=True)
for f in (lambda t: t.max(), lambda t: t.max(0).values, lambda t: t.amax(), lambda t: t.min(), lambda t: t.median()):
    print(torch.autograd.grad(f(x), x)[0])
    # expect: tensor([0.5000, 0.5000, 0.0000])
    # expect: tensor([1., 0., 0.])
    # expect: tensor([0.5000, 0.5000, 0.0000])
    # expect: tensor([0., 0., 1.])
    # expect: tensor([0.5000, 0.5000, 0.0000])
