x = torch.arange(10)
print([p.tolist() for p in x.split([2, 3, 5])], [p.tolist() for p in x.chunk(4)], [p.tolist() for p in x.tensor_split(3)])
# expect: [[0, 1], [2, 3, 4], [5, 6, 7, 8, 9]] [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9]] [[0, 1, 2, 3], [4, 5, 6], [7, 8, 9]]
print(x.unfold(0, 4, 3), torch.vsplit(x.reshape(2, 5), 2)[0], x.narrow(0, 2, 3), x.select(0, 4))
# expect: tensor([[0, 1, 2, 3],
# expect:         [3, 4, 5, 6],
# expect:         [6, 7, 8, 9]]) tensor([[0, 1, 2, 3, 4]]) tensor([2, 3, 4]) tensor(4)
