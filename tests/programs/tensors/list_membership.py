xs = [torch.tensor(1), torch.tensor(2)]
print(torch.tensor(2) in xs, 2 in torch.tensor([1, 2]), max(xs), sum(xs), min(torch.tensor([3.0, 1.0])))
# expect: True True tensor(2) tensor(3) tensor(1.)
