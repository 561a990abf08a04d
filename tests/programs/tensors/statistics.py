x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 6.0, 8.0]])
print(torch.std_mean(x), torch.var_mean(x, dim=1), x.quantile(0.5), torch.cov(x), torch.corrcoef(x), x.nanmean(), x.aminmax())
# expect: (tensor(2.6077), tensor(4.)) (tensor([1., 4.]), tensor([2., 6.])) tensor(3.5000) tensor([[1., 2.],
# expect:         [2., 4.]]) tensor([[1., 1.],
# expect:         [1., 1.]]) tensor(4.) torch.return_types.aminmax(
# expect: min=tensor(1.),
# expect: max=tensor(8.))
