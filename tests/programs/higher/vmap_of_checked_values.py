A = torch.eye(2).expand(3, 2, 2) * 2
print(torch.vmap(torch.inverse)(A).sum())  # expect: tensor(3.)
p = torch.full((3, 2), 0.5)
print(torch.vmap(lambda x: F.binary_cross_entropy(x, x))(p))
# expect: tensor([0.6931, 0.6931, 0.6931])
