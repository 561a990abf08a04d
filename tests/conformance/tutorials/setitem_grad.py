x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
buf = torch.zeros(5)
buf[1:4] = x * x
buf[0] = x.sum()
print(buf)  # expect: tensor([6., 1., 4., 9., 0.], grad_fn=<CopySlices>)
(buf * torch.arange(5.0)).sum().backward()
print(x.grad)  # expect: tensor([ 2.,  8., 18.])
