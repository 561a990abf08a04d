x = torch.ones(2, 3)
y = torch.matmul(
    x,
    x,
)
# error: RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)
# at: 2:5-5:2
