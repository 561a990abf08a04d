x = torch.tensor([0.2, 0.8], dtype=torch.float64, requires_grad=True)
y = x.softmax(0)
hard = torch.zeros_like(y)
hard[y.argmax()] = 1.0
st = hard - y.detach() + y
(st * torch.tensor([1.0, 3.0], dtype=torch.float64)).sum().backward()
print(st)  # expect: tensor([0., 1.], dtype=torch.float64, grad_fn=<AddBackward0>)
print(x.grad)  # expect: tensor([-0.4576,  0.4576], dtype=torch.float64)
