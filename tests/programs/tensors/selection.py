x = torch.tensor([[1.0, -2.0], [-3.0, 4.0]])
print(torch.where(x > 0, x, 0.0), x.clamp(min=0), x.clamp(-1, 1), x.masked_fill(x < 0, 9.0), x.masked_select(x > 0))
# expect: tensor([[1., 0.],
# expect:         [0., 4.]]) tensor([[1., 0.],
# expect:         [0., 4.]]) tensor([[ 1., -1.],
# expect:         [-1.,  1.]]) tensor([[1., 9.],
# expect:         [9., 4.]]) tensor([1., 4.])
print(x.gather(1, torch.tensor([[0], [1]])), x.index_select(0, torch.tensor([1])), torch.take(x, torch.tensor([3])))
# expect: tensor([[1.],
# expect:         [4.]]) tensor([[-3.,  4.]]) tensor([4.])
print(x.triu(), x.tril(-1), x.diag(), torch.diag(torch.tensor([1, 2])), x.nonzero(), torch.where(x > 0))
# expect: tensor([[ 1., -2.],
# expect:         [ 0.,  4.]]) tensor([[ 0.,  0.],
# expect:         [-3.,  0.]]) tensor([1., 4.]) tensor([[1, 0],
# expect:         [0, 2]]) tensor([[0, 0],
# expect:         [0, 1],
# expect:         [1, 0],
# expect:         [1, 1]]) (tensor([0, 1]), tensor([0, 1]))
print(torch.zeros(2, 2).scatter_(1, torch.tensor([[1], [0]]), 1.0), torch.maximum(x, -x), torch.minimum(x, x.t()))
# expect: tensor([[0., 1.],
# expect:         [1., 0.]]) tensor([[1., 2.],
# expect:         [3., 4.]]) tensor([[ 1., -3.],
# expect:         [-3.,  4.]])
