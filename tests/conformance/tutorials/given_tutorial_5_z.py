torch.manual_seed(0)
x = torch.rand(2, 2, requires_grad=True)
y = x + 2
z = y * y * 3
z
# expect: tensor([[18.6939, 22.9892],
# expect:         [13.0852, 13.6367]], grad_fn=<MulBackward0>)
