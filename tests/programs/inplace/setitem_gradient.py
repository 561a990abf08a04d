x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x * 1
y[1] = 10.0
y[2] = x[0] * x[1]
y.sum().backward()
print(y, x.grad)  # expect: tensor([ 1., 10.,  2.], grad_fn=<CopySlices>) tensor([3., 1., 0.])
