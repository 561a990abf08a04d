x = torch.arange(6).reshape(3, 2)
print(x[torch.randperm(3)])
# expect: tensor([[4, 5],
# expect:         [0, 1],
# expect:         [2, 3]])
