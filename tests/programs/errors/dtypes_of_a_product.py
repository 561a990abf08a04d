torch.ones(2, 2) @ torch.ones(2, 2, dtype=torch.int64)
# error: RuntimeError: expected m1 and m2 to have the same dtype, but got: float != long int
# at: 1:1-1:55
