x = torch.zeros(3, 3)
x.diagonal().fill_(2)
x.diagonal()[0] = 5
x[:, 0].add_(torch.tensor([0.0, 1.0, 2.0]))
print(x)
# expect: tensor([[5., 0., 0.],
# expect:         [1., 2., 0.],
# expect:         [2., 0., 2.]])
