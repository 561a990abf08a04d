x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 7.0]])
print(x.sum(), x.sum(0), x.sum(dim=1, keepdim=True), x.sum((0, 1)), x.mean(), x.mean(1), x.prod(), x.prod(0))
# expect: tensor(22.) tensor([ 5.,  7., 10.]) tensor([[ 6.],
# expect:         [16.]]) tensor(22.) tensor(3.6667) tensor([2.0000, 5.3333]) tensor(840.) tensor([ 4., 10., 21.])
print(x.max(), x.min(), x.amax(1), x.amin(dim=0), x.argmax(), x.argmin(1), x.std(), x.var(0), x.var(1, unbiased=False))
# expect: tensor(7.) tensor(1.) tensor([3., 7.]) tensor([1., 2., 3.]) tensor(5) tensor([0, 0]) tensor(2.1602) tensor([4.5000, 4.5000, 8.0000]) tensor([0.6667, 1.5556])
print(x.norm(), x.norm(dim=1), x.norm(p=1), x.median(), x.logsumexp(1), x.cumsum(1), x.cumprod(0))
# expect: tensor(10.1980) tensor([3.7417, 9.4868]) tensor(22.) tensor(3.) tensor([3.4076, 7.1698]) tensor([[ 1.,  3.,  6.],
# expect:         [ 4.,  9., 16.]]) tensor([[ 1.,  2.,  3.],
# expect:         [ 4., 10., 21.]])
