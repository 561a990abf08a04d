x = torch.tensor([5, 1, 4, 1])
print(x.unique(return_counts=True), (x == 1).nonzero().flatten(), x.searchsorted(3) if False else torch.searchsorted(torch.tensor([1, 3, 5]), 4))
# expect: (tensor([1, 4, 5]), tensor([2, 1, 1])) tensor([1, 3]) tensor(2)
print(torch.isin(x, torch.tensor([1])), x.kthvalue(2).values, x.mode().values, torch.bucketize(torch.tensor([0.5, 2.5]), torch.tensor([1.0, 2.0])))
# expect: tensor([False,  True, False,  True]) tensor(1) tensor(1) tensor([0, 2])
print(x.count_nonzero(), torch.histc(x.float(), 5, 1, 5), x.topk(2).indices, torch.combinations(torch.arange(3)))
# expect: tensor(4) tensor([2., 0., 0., 1., 1.]) tensor([0, 2]) tensor([[0, 1],
# expect:         [0, 2],
# expect:         [1, 2]])
