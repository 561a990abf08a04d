print(torch.get_default_dtype(), torch.tensor(1.0).dtype)  # expect: torch.float32 torch.float32
torch.set_default_dtype(torch.float64)
print(torch.tensor(1.0).dtype, torch.zeros(1), torch.tensor(2) / 3, torch.tensor(1.0, dtype=torch.float32))
# expect: torch.float64 tensor([0.]) tensor(0.6667) tensor(1., dtype=torch.float32)
