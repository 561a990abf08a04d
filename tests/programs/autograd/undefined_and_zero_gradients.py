x = torch.tensor([1.0, 2.0], requires_grad=True)
y = torch.tensor([1.0, 2.0], requires_grad=True)
(x * 0 + y.detach()).sum().backward()
print(x.grad, y.grad)  # expect: tensor([0., 0.]) None
