a = torch.ones(2, 3)
print((a.sum() + (a @ a).sum()) * 2)
# error: RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)
# at: 2:19-2:24
