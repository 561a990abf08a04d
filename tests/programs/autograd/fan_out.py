x = torch.tensor(2.0, requires_grad=True)
a, b = x * 3, x ** 2
(a * b + a).backward()
print(x.grad)  # expect: tensor(39.)
