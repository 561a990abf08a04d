torch.manual_seed(1)
x = torch.linspace(-math.pi, math.pi, 100)
y = torch.sin(x)
a = torch.randn((), requires_grad=True)
b = torch.randn((), requires_grad=True)
c = torch.randn((), requires_grad=True)
d = torch.randn((), requires_grad=True)
for t in range(50):
    loss = ((a + b * x + c * x ** 2 + d * x ** 3 - y) ** 2).sum()
    loss.backward()
    with torch.no_grad():
        for w in (a, b, c, d):
            w -= 1e-6 * w.grad
            w.grad = None
print(a.item() < 1, loss.item() > 0)  # expect: True True
print('%.3f %.3f %.3f %.3f' % (a.item(), b.item(), c.item(), d.item()))
# expect: 0.653 0.203 0.030 0.138
