a, b = torch.tensor([[1, 2]]), torch.tensor([[3, 4]])
print(torch.cat([a, b]), torch.cat((a, b), dim=1), torch.stack([a, b]).shape, torch.vstack([a, b]), torch.hstack((a, b)))
# expect: tensor([[1, 2],
# expect:         [3, 4]]) tensor([[1, 2, 3, 4]]) torch.Size([2, 1, 2]) tensor([[1, 2],
# expect:         [3, 4]]) tensor([[1, 2, 3, 4]])
print(torch.arange(5).split(2), torch.arange(4).chunk(2), a.unbind(1), torch.arange(3).repeat(2), torch.arange(2).repeat_interleave(2))
# expect: (tensor([0, 1]), tensor([2, 3]), tensor([4])) (tensor([0, 1]), tensor([2, 3])) (tensor([1]), tensor([2])) tensor([0, 1, 2, 0, 1, 2]) tensor([0, 0, 1, 1])
print(torch.tile(a, (2, 1)), torch.cartesian_prod(torch.arange(2), torch.arange(2)))
# expect: tensor([[1, 2],
# expect:         [1, 2]]) tensor([[0, 0],
# expect:         [0, 1],
# expect:         [1, 0],
# expect:         [1, 1]])
