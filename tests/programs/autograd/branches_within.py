# conventions: torch
x = torch.tensor([-800., 0., 800.], requires_grad=True)
for f in (F.softplus, F.elu, F.celu, F.selu, F.mish):
    print(torch.autograd.grad(f(x).sum(), x))
    # expect: (tensor([0.0000, 0.5000, 1.0000]),)
    # expect: (tensor([0., 1., 1.]),)
    # expect: (tensor([0., 1., 1.]),)
    # expect: (tensor([0.0000, 1.7581, 1.0507]),)
    # expect: (tensor([0.0000, 0.6000, 1.0000]),)
# NaN is left to what the program itself selects.
torch.autograd.grad(torch.where(x > 0, torch.sqrt(x), 0).sum(), x)
# expect: (tensor([   nan,    nan, 0.0177]),)
