x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 2
v = y.view(2, 1)
y.mul_(3)
print(v, v.grad_fn.name())
# expect: tensor([[ 6.],
# expect:         [12.]], grad_fn=<AsStridedBackward0>) AsStridedBackward0
v.sum().backward()
print(x.grad)  # expect: tensor([6., 6.])
