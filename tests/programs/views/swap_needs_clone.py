x = torch.tensor([1, 2])
x[0], x[1] = x[1], x[0]
print(x)  # expect: tensor([2, 2])
x = torch.tensor([1, 2])
x[0], x[1] = x[1].clone(), x[0].clone()
print(x)  # expect: tensor([2, 1])
