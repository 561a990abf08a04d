x = torch.tensor(1.0, requires_grad=True)
y = x * 2
y.register_hook(lambda g: g * 7)
y.retain_grad()
(y * 1).backward()
print(y.grad, x.grad)  # expect: tensor(7.) tensor(14.)
