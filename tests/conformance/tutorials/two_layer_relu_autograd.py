torch.manual_seed(0)
x = torch.randn(8, 5)
y = torch.randn(8, 2)
w1 = torch.randn(5, 4, requires_grad=True)
w2 = torch.randn(4, 2, requires_grad=True)
for t in range(20):
    loss = (x.mm(w1).clamp(min=0).mm(w2) - y).pow(2).sum()
    if t % 5 == 4:
        print(t, '%.3f' % loss.item())
        # expect: 4 48.206
        # expect: 9 27.292
        # expect: 14 17.150
        # expect: 19 11.804
    loss.backward()
    with torch.no_grad():
        w1 -= 1e-3 * w1.grad
        w2 -= 1e-3 * w2.grad
        w1.grad.zero_()
        w2.grad.zero_()
