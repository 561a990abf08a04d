x = torch.tensor(1.5, dtype=torch.float64, requires_grad=True)
a = torch.sin(x)
b = a * a
c = b + a
d = c * b
d.backward()
print(x.grad)  # expect: tensor(0.4920, dtype=torch.float64)
