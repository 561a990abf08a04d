x = torch.tensor([[1.0, 5.0], [7.0, 2.0]])
values, indices = x.max(dim=1)
print(values, indices)  # expect: tensor([5., 7.]) tensor([1, 0])
m = x.min(0)
print(m.values, m.indices, m[0])  # expect: tensor([1., 2.]) tensor([0, 1]) tensor([1., 2.])
x.max(1)
# expect: torch.return_types.max(
# expect: values=tensor([5., 7.]),
# expect: indices=tensor([1, 0]))
