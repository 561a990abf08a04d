a, b = torch.tensor([True, True, False]), torch.tensor([True, False, False])
print(a & b, a | b, a ^ b, ~a, a.logical_not(), a.sum(), a.any(), a.all(), a.float().mean(), a == b, a.int() - b.int())
# expect: tensor([ True, False, False]) tensor([ True,  True, False]) tensor([False,  True, False]) tensor([False, False,  True]) tensor([False, False,  True]) tensor(2) tensor(True) tensor(False) tensor(0.6667) tensor([ True, False,  True]) tensor([0, 1, 0], dtype=torch.int32)
