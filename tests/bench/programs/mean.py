import torch
x = torch.ones(2, 2, requires_grad=True)
for step in range(3000):
    x.grad = None
    y = x + 2
    z = y * y * 3
    out = z.mean()
    out.backward()
print(out.item(), x.grad)
