# PyTorch computes a wrong gradient here, and says nothing.
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * x
x.data.mul_(100)
print(x)  # expect: tensor([100., 200.], requires_grad=True)
y.sum().backward()
print(x.grad)  # expect: tensor([2., 4.])
