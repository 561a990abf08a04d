x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x.clone()
y *= 3
y += x
y /= 2
y -= 1
y **= 2
y.sum().backward()
print(y, x.grad)  # expect: tensor([1., 9.], grad_fn=<PowBackward0>) tensor([ 4., 12.])
