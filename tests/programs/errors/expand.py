torch.ones(2, 3).expand(4, 3)
# error: RuntimeError: The expanded size of the tensor (4) must match the existing size (2) at non-singleton dimension 0.  Target sizes: [4, 3].  Tensor sizes: [2, 3]
# at: 1:1-1:30
