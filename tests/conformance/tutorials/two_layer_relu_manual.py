torch.manual_seed(0)
N, D_in, H, D_out = 8, 5, 4, 2
x = torch.randn(N, D_in)
y = torch.randn(N, D_out)
w1 = torch.randn(D_in, H)
w2 = torch.randn(H, D_out)
for t in range(20):
    h = x.mm(w1)
    hr = h.clamp(min=0)
    yp = hr.mm(w2)
    loss = (yp - y).pow(2).sum().item()
    gy = 2.0 * (yp - y)
    gw2 = hr.t().mm(gy)
    gh = gy.mm(w2.t())
    gh[h < 0] = 0
    gw1 = x.t().mm(gh)
    w1 -= 1e-3 * gw1
    w2 -= 1e-3 * gw2
    if t % 5 == 4:
        print(t, '%.3f' % loss)
        # expect: 4 48.206
        # expect: 9 27.292
        # expect: 14 17.150
        # expect: 19 11.804
