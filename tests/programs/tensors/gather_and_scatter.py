x = torch.arange(6.0).reshape(2, 3)
i = torch.tensor([[0, 2], [1, 1]])
print(x.gather(1, i), torch.zeros(2, 3).scatter(1, i, 5.0), torch.zeros(2, 3).scatter_add(1, i, torch.ones(2, 2)))
# expect: tensor([[0., 2.],
# expect:         [4., 4.]]) tensor([[5., 0., 5.],
# expect:         [0., 5., 0.]]) tensor([[1., 0., 1.],
# expect:         [0., 2., 0.]])
print(torch.zeros(3).index_add(0, torch.tensor([0, 0, 2]), torch.ones(3)), torch.zeros(3).index_put((torch.tensor([1]),), torch.tensor(7.0)))
# expect: tensor([2., 0., 1.]) tensor([0., 7., 0.])
print(x.index_fill(1, torch.tensor([1]), -1.0), torch.take_along_dim(x, x.argsort(dim=1, descending=True), dim=1))
# expect: tensor([[ 0., -1.,  2.],
# expect:         [ 3., -1.,  5.]]) tensor([[2., 1., 0.],
# expect:         [5., 4., 3.]])
