print(torch.logspace(0, 2, 3), torch.tril(torch.ones(2, 2)), torch.triu_indices(2, 2), torch.diag_embed(torch.tensor([1, 2])))
# expect: tensor([  1.,  10., 100.]) tensor([[1., 0.],
# expect:         [1., 1.]]) tensor([[0, 0, 1],
# expect:         [0, 1, 1]]) tensor([[1, 0],
# expect:         [0, 2]])
print(torch.as_tensor([1, 2]), torch.from_numpy(torch.ones(2).numpy()), torch.scalar_tensor(3), torch.tensor([torch.tensor(1), torch.tensor(2)]))
# expect: tensor([1, 2]) tensor([1., 1.]) tensor(3.) tensor([1, 2])
print(torch.zeros(2).new_empty(0), torch.arange(3).type_as(torch.ones(1)), torch.meshgrid(torch.arange(2), torch.arange(2), indexing="ij"))
# expect: tensor([]) tensor([0., 1., 2.]) (tensor([[0, 0],
# expect:         [1, 1]]), tensor([[0, 1],
# expect:         [0, 1]]))
