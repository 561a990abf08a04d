i, f, d = torch.tensor([1, 2]), torch.tensor([0.5, 1.5]), torch.tensor(2.0, dtype=torch.float64)
print((i + f).dtype, (f + d).dtype, (i + 1.5).dtype, (i / 2).dtype, (i + True).dtype, (f.double() + f).dtype)
# expect: torch.float32 torch.float32 torch.float32 torch.float32 torch.int64 torch.float64
print((torch.tensor([True]) + 1).dtype, torch.result_type(i, f), i.float(), f.long(), f.to(torch.float64), f.int().dtype)
# expect: torch.int64 torch.float32 tensor([1., 2.]) tensor([0, 1]) tensor([0.5000, 1.5000], dtype=torch.float64) torch.int32
