x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x ** 2
y.retain_grad()
z = (y ** 2).sum()
z.backward()
print(y.grad)  # expect: tensor([2., 8.])
print(x.grad)  # expect: tensor([ 4., 32.])
