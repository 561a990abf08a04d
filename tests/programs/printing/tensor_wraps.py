x = torch.linspace(0, 1, 12, dtype=torch.float64, requires_grad=True)
print(x)
# expect: tensor([0.0000, 0.0909, 0.1818, 0.2727, 0.3636, 0.4545, 0.5455, 0.6364, 0.7273,
# expect:         0.8182, 0.9091, 1.0000], dtype=torch.float64, requires_grad=True)
print(x.sin())
# expect: tensor([0.0000, 0.0908, 0.1808, 0.2694, 0.3557, 0.4391, 0.5188, 0.5943, 0.6648,
# expect:         0.7299, 0.7889, 0.8415], dtype=torch.float64, grad_fn=<SinBackward0>)
torch.arange(40)
# expect: tensor([ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16, 17,
# expect:         18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35,
# expect:         36, 37, 38, 39])
