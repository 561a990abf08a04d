x = torch.zeros(3, dtype=torch.int64)
x[0] = 2.9
x[1] = True
x[2] = torch.tensor(-1.5)
print(x, x.copy_(torch.tensor([0.5, 1.5, 2.5])))  # expect: tensor([0, 1, 2]) tensor([0, 1, 2])
