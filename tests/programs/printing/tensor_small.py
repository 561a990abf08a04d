print(torch.tensor(3), torch.tensor(2.5), torch.tensor([1.0, 2.5]), torch.tensor([1, -20]), torch.tensor([]))
# expect: tensor(3) tensor(2.5000) tensor([1.0000, 2.5000]) tensor([  1, -20]) tensor([])
print(torch.tensor([1e-8, 1.0]), torch.tensor([1e10]), torch.tensor([0.1, 100.0, 12345.678]), torch.zeros(0, 3))
# expect: tensor([1.0000e-08, 1.0000e+00]) tensor([1.0000e+10]) tensor([1.0000e-01, 1.0000e+02, 1.2346e+04]) tensor([], size=(0, 3))
