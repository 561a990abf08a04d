x = torch.arange(12).reshape(3, 4)
print(x[1], x[-1, 0], x[0, 1:3], x[:, 1], x[::2, ::3], x[1:, -2:], x[..., 0], x[None, 0].shape)
# expect: tensor([4, 5, 6, 7]) tensor(8) tensor([1, 2]) tensor([1, 5, 9]) tensor([[ 0,  3],
# expect:         [ 8, 11]]) tensor([[ 6,  7],
# expect:         [10, 11]]) tensor([0, 4, 8]) torch.Size([1, 4])
print(x[[0, 2]], x[[0, 1], [1, 2]], x[x > 8], x[torch.tensor([1, 1])], x[:, [0, -1]], x[x[:, 0] > 3])
# expect: tensor([[ 0,  1,  2,  3],
# expect:         [ 8,  9, 10, 11]]) tensor([1, 6]) tensor([ 9, 10, 11]) tensor([[4, 5, 6, 7],
# expect:         [4, 5, 6, 7]]) tensor([[ 0,  3],
# expect:         [ 4,  7],
# expect:         [ 8, 11]]) tensor([[ 4,  5,  6,  7],
# expect:         [ 8,  9, 10, 11]])
