x = torch.arange(6.0).reshape(2, 3).requires_grad_()
y = x[0, 1] * 10 + x[:, 2].sum() + x[x > 3].prod()
y.backward()
print(x.grad)
# expect: tensor([[ 0., 10.,  1.],
# expect:         [ 0.,  5.,  5.]])
