x = torch.zeros(2, 3)
row = x[0]
row += 1
x.view(6)[4] = 7
x.t()[2, 1] = 9
print(x, row)
# expect: tensor([[1., 1., 1.],
# expect:         [0., 7., 9.]]) tensor([1., 1., 1.])
