torch.ones(2, 2) @ torch.ones(2, 2, dtype=torch.float64)
# error: RuntimeError: expected m1 and m2 to have the same dtype, but got: float != double
# at: 1:1-1:57
