img = torch.arange(16.0).reshape(1, 1, 4, 4)
k = torch.tensor([[[[1.0, 0.0], [0.0, -1.0]]]], requires_grad=True)
y = F.conv2d(img, k)
print(y)
# expect: tensor([[[[-5., -5., -5.],
# expect:           [-5., -5., -5.],
# expect:           [-5., -5., -5.]]]], grad_fn=<ConvolutionBackward0>)
y.sum().backward()
print(k.grad)
# expect: tensor([[[[45., 54.],
# expect:           [81., 90.]]]])
