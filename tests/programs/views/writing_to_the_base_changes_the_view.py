x = torch.arange(4.0)
v = x.view(2, 2)
w = v[1]
x[3] = 100
x.add_(1)
print(v, w)
# expect: tensor([[  1.,   2.],
# expect:         [  3., 101.]]) tensor([  3., 101.])
