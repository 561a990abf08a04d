x = torch.tensor(1.0, requires_grad=True)
y = x * 2
y.retain_grad()
z = y * 3
z.backward()
print(x.grad, y.grad, z.grad, y.retains_grad, z.retains_grad)
# expect: tensor(6.) tensor(3.) None True False
