x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 3
y.zero_()
print(y)  # expect: tensor([0., 0.], grad_fn=<ZeroBackward0>)
(y + x).sum().backward()
print(x.grad)  # expect: tensor([1., 1.])
z = x * 3
z.fill_(7.0)
print(z)  # expect: tensor([7., 7.], grad_fn=<FillBackward2>)
