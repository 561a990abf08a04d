x = torch.tensor(10.0, requires_grad=True)
n = 0
y = x
while True:
    y = y / 2 if y > 1 else y * 1
    n += 1
    if y < 1 or n > 10:
        break
y.backward()
print(n, y, x.grad)  # expect: 4 tensor(0.6250, grad_fn=<DivBackward0>) tensor(0.0625)
