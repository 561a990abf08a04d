from torch.autograd.functional import hessian
print(hessian(lambda x: (x ** 3).sum() + x[0] * x[1], torch.tensor([1.0, 2.0])))
# expect: tensor([[ 6.,  1.],
# expect:         [ 1., 12.]])
H = hessian(lambda a, b: a ** 2 * b, (torch.tensor(2.0), torch.tensor(3.0)))
print(H)  # expect: ((tensor(6.), tensor(4.)), (tensor(4.), tensor(0.)))
