x = torch.tensor(3.0)
print(1 < x < 5, 1 < x and x < 2, x if x > 2 else -x, not x, x is not None)
# expect: tensor(True) tensor(False) tensor(3.) False True
