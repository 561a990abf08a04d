x = torch.arange(16.0).reshape(1, 1, 4, 4).requires_grad_()
k = torch.tensor([[[[1.0, 2.0], [0.0, -1.0]]]], requires_grad=True)
y = F.conv2d(x, k, stride=2, padding=1)
y.sum().backward()
print(y, x.grad, k.grad)
# expect: tensor([[[[ 0., -2.,  0.],
# expect:           [ 0.,  7.,  7.],
# expect:           [24., 41., 15.]]]], grad_fn=<ConvolutionBackward0>) tensor([[[[-1.,  0., -1.,  0.],
# expect:           [ 2.,  1.,  2.,  1.],
# expect:           [-1.,  0., -1.,  0.],
# expect:           [ 2.,  1.,  2.,  1.]]]]) tensor([[[[40., 36.],
# expect:           [24., 20.]]]])
x.grad = None
F.max_pool2d(x, 2).sum().backward()
print(x.grad)
# expect: tensor([[[[0., 0., 0., 0.],
# expect:           [0., 1., 0., 1.],
# expect:           [0., 0., 0., 0.],
# expect:           [0., 1., 0., 1.]]]])
x.grad = None
F.avg_pool2d(x, 2).prod().backward()
print(x.grad[0, 0, 0])  # expect: tensor([147.6562, 147.6562,  82.0312,  82.0312])
