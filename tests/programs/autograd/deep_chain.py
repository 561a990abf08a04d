x = torch.tensor(1.0, requires_grad=True)
y = x
for _ in range(2000):
    y = y * 1.001
y.backward()
print(y.item() == x.grad.item(), x.grad)  # expect: True tensor(7.3824)
