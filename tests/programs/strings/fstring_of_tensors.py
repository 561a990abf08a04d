t = torch.tensor(2.5)
v = torch.tensor([1.0, 2.0], requires_grad=True)
print(f"{t} {t:.3f} {t.item():.1e} {v} {v[0]:.2f} {v.shape} {v.sum()}")
# expect: 2.5 2.500 2.5e+00 tensor([1., 2.], requires_grad=True) 1.00 torch.Size([2]) 3.0
print(f"{torch.tensor(7)} {torch.tensor(7):03d} {torch.tensor(True)} {t!r}")
# expect: 7 007 True tensor(2.5000)
