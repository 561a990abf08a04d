x = torch.arange(4)
a, b, c = x.clone(), x[[0, 1]], x[x > 1]
x += 10
print(a, b, c, x.reshape(2, 2), x.flatten() is x)
# expect: tensor([0, 1, 2, 3]) tensor([0, 1]) tensor([2, 3]) tensor([[10, 11],
# expect:         [12, 13]]) True
