x = torch.tensor([3.0, 4.0], requires_grad=True)
n = x.norm()
n, torch.autograd.grad(n, x)
# expect: (tensor(5., grad_fn=<LinalgVectorNormBackward0>), (tensor([0.6000, 0.8000]),))
