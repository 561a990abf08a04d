x = torch.tensor([2.0, 1.0, 3.0])
print(x.cumsum(0), x.cumprod(0), x.cummax(0), x.cummin(0).indices, x.logcumsumexp(0), x.diff(), torch.trapezoid(x))
# expect: tensor([2., 3., 6.]) tensor([2., 2., 6.]) torch.return_types.cummax(
# expect: values=tensor([2., 2., 3.]),
# expect: indices=tensor([0, 0, 2])) tensor([0, 1, 1]) tensor([2.0000, 2.3133, 3.4076]) tensor([-1.,  2.]) tensor(3.5000)
