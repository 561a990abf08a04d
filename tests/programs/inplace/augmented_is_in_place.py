a = torch.ones(2)
b = a
a += 1
print(b)  # expect: tensor([2., 2.])
a = a + 1
print(a, b)  # expect: tensor([3., 3.]) tensor([2., 2.])
