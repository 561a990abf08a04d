x = torch.tensor([0.0, 1.0], requires_grad=True)
for f in (torch.sqrt, torch.log, torch.reciprocal):
    print(torch.autograd.grad(f(x).sum(), x)[0])
    # expect: tensor([   inf, 0.5000])
    # expect: tensor([inf, 1.])
    # expect: tensor([-inf, -1.])
