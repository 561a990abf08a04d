k = torch.tensor(0.7, dtype=torch.float64, requires_grad=True)
y = torch.tensor(1.0, dtype=torch.float64)
dt = 0.01
for i in range(100):
    y = y + dt * (-k * y)
y.backward()
print(y, k.grad)
# expect: tensor(0.4954, dtype=torch.float64, grad_fn=<AddBackward0>) tensor(-0.4989, dtype=torch.float64)
