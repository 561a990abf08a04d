from torch.func import jacrev, jacfwd, hessian
x = torch.tensor([1.0, 2.0])
print(jacrev(lambda x: x ** 2)(x), jacfwd(torch.sin)(x), hessian(lambda x: x.prod() ** 2)(x))
# expect: tensor([[2., 0.],
# expect:         [0., 4.]]) tensor([[ 0.5403,  0.0000],
# expect:         [-0.0000, -0.4161]]) tensor([[8., 8.],
# expect:         [8., 2.]])
