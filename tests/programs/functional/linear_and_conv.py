x = torch.arange(16.0).reshape(1, 1, 4, 4)
k = torch.ones(1, 1, 2, 2)
print(F.linear(torch.ones(1, 2), torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([0.5, 0.5])))
# expect: tensor([[3.5000, 7.5000]])
print(F.conv2d(x, k), F.conv2d(x, k, stride=2), F.conv2d(x, k, padding=1).shape)
# expect: tensor([[[[10., 14., 18.],
# expect:           [26., 30., 34.],
# expect:           [42., 46., 50.]]]]) tensor([[[[10., 18.],
# expect:           [42., 50.]]]]) torch.Size([1, 1, 5, 5])
print(F.max_pool2d(x, 2), F.avg_pool2d(x, 2), F.conv1d(torch.arange(4.0).reshape(1, 1, 4), torch.ones(1, 1, 2)))
# expect: tensor([[[[ 5.,  7.],
# expect:           [13., 15.]]]]) tensor([[[[ 2.5000,  4.5000],
# expect:           [10.5000, 12.5000]]]]) tensor([[[1., 3., 5.]]])
