x = torch.tensor([3.0, 1.0, 2.0])
print(x.sort(), x.argsort(), x.sort(descending=True).values, x.topk(2), torch.sort(x)[1])
# expect: torch.return_types.sort(
# expect: values=tensor([1., 2., 3.]),
# expect: indices=tensor([1, 2, 0])) tensor([1, 2, 0]) tensor([3., 2., 1.]) torch.return_types.topk(
# expect: values=tensor([3., 2.]),
# expect: indices=tensor([0, 2])) tensor([1, 2, 0])
print(x.unique(), torch.tensor([1, 2, 1]).bincount(), x.flip(0), x.roll(1))
# expect: tensor([1., 2., 3.]) tensor([0, 2, 1]) tensor([2., 1., 3.]) tensor([2., 3., 1.])
