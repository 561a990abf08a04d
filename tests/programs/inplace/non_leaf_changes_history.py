x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x.clone()
print(y.grad_fn.name())  # expect: CloneBackward0
y.mul_(3)
print(y.grad_fn.name())  # expect: MulBackward0
y[0] = 0
print(y.grad_fn.name(), y)
# expect: torch::autograd::CopySlices tensor([0., 6.], grad_fn=<CopySlices>)
y.sum().backward()
print(x.grad)  # expect: tensor([0., 3.])
