x = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
y = x * 1
v = y[1:3]
v.mul_(10)
print(y, y.grad_fn.name(), v.grad_fn.name())
# expect: tensor([ 1., 20., 30.,  4.], grad_fn=<CopySlices>) torch::autograd::CopySlices AsStridedBackward0
y.sum().backward()
print(x.grad)  # expect: tensor([ 1., 10., 10.,  1.])
