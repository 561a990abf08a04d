f = lambda x: (x ** 3).sum() + x[0] * x[1]
H = torch.autograd.functional.hessian(f, torch.tensor([1.0, 2.0]))
print(H)
# expect: tensor([[ 6.,  1.],
# expect:         [ 1., 12.]])
