torch.manual_seed(0)
x = torch.linspace(-math.pi, math.pi, 200, dtype=torch.float64)
y = torch.sin(x)
p = torch.randn(4, dtype=torch.float64, requires_grad=True)
for t in range(1, 401):
    pred = p[0] + p[1] * x + p[2] * x ** 2 + p[3] * x ** 3
    loss = (pred - y).pow(2).sum()
    if t % 100 == 0:
        print(t, round(loss.item(), 6))
        # expect: 100 3316.951069
        # expect: 200 987.923336
        # expect: 300 524.589946
        # expect: 400 422.839876
    loss.backward()
    with torch.no_grad():
        p -= 1e-6 * p.grad
        p.grad = None
print(p)
# expect: tensor([ 1.7230, -0.2651, -0.3662,  0.0650], dtype=torch.float64,
# expect:        requires_grad=True)
