torch.ones(2, 3) @ torch.ones(2)
# error: RuntimeError: size mismatch, got input (2), mat (2x3), vec (2)
# at: 1:1-1:33
