from torch.autograd.functional import jacobian
def f(x):
    return torch.stack([x[0] * x[1], x.sum(), x[0] ** 2])
print(jacobian(f, torch.tensor([2.0, 3.0])))
# expect: tensor([[3., 2.],
# expect:         [1., 1.],
# expect:         [4., 0.]])
print(jacobian(lambda a, b: a * b, (torch.tensor([1.0, 2.0]), torch.tensor(3.0))))
# expect: (tensor([[3., 0.],
# expect:         [0., 3.]]), tensor([1., 2.]))
