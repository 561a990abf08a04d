import torch
x = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
for step in range(1000):
    x.grad = None
    a = x
    for i in range(5):
        a = torch.sin(a) * x + 1.5 - a
    a.backward()
print(f"{a.item():.9f} {x.grad.item():.9f}")
