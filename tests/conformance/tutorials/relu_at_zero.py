x = torch.tensor([-1.0, 0.0, 1.0], requires_grad=True)
torch.relu(x).sum().backward()
print(x.grad)  # expect: tensor([0., 0., 1.])
x.grad = None
x.abs().sum().backward()
print(x.grad)  # expect: tensor([-1.,  0.,  1.])
x.grad = None
x.clamp(0, 1).sum().backward()
print(x.grad)  # expect: tensor([0., 1., 1.])
