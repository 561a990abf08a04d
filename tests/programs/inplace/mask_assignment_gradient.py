x = torch.tensor([-1.0, 2.0, -3.0], requires_grad=True)
y = x.clone()
y[y < 0] *= 0.1
(y * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
print(y, x.grad)
# expect: tensor([-0.1000,  2.0000, -0.3000], grad_fn=<IndexPutBackward0>) tensor([0.1000, 2.0000, 0.3000])
