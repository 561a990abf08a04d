x = torch.arange(6.0).reshape(2, 3)
x.t_()
print(x, x.is_contiguous(), x.unsqueeze_(0).shape, x.squeeze_().shape)
# expect: tensor([[0., 3.],
# expect:         [1., 4.],
# expect:         [2., 5.]]) False torch.Size([1, 3, 2]) torch.Size([3, 2])
x.transpose_(0, 1).add_(1)
print(x.fill_diagonal_(9), torch.zeros(3, 2).fill_diagonal_(1, wrap=True))
# expect: tensor([[9., 2., 3.],
# expect:         [4., 9., 6.]]) tensor([[1., 0.],
# expect:         [0., 1.],
# expect:         [0., 0.]])
try:
    x.fill_(torch.ones(2))
except RuntimeError as e:
    print(e)
    # expect: fill_ only supports 0-dimension value tensor but got tensor with 1 dimensions.
print(torch.relu_(x - 5), x.clamp_(0, 4))
# expect: tensor([[4., 0., 0.],
# expect:         [0., 4., 1.]]) tensor([[4., 2., 3.],
# expect:         [4., 4., 4.]])
