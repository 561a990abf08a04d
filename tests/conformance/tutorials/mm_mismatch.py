torch.mm(torch.ones(2, 3), torch.ones(2, 3))
# error: RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)
# at: 1:1-1:45
