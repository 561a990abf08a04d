x = torch.tensor([[1.0, -1.0], [-2.0, 2.0]])
mask = x > 0
print(torch.where(mask, x, -x), x[mask].sum(), x * mask, torch.where(mask), x.masked_scatter(mask, torch.tensor([9.0, 8.0])))
# expect: tensor([[1., 1.],
# expect:         [2., 2.]]) tensor(3.) tensor([[1., -0.],
# expect:         [-0., 2.]]) (tensor([0, 1]), tensor([0, 1])) tensor([[ 9., -1.],
# expect:         [-2.,  8.]])
x[~mask] = 0.0
print(x, mask.float().sum(1), mask.nonzero().tolist())
# expect: tensor([[1., 0.],
# expect:         [0., 2.]]) tensor([1., 1.]) [[0, 0], [1, 1]]
