x = torch.zeros(3)
x[0:2] = torch.ones(3)
# error: RuntimeError: The expanded size of the tensor (2) must match the existing size (3) at non-singleton dimension 0.  Target sizes: [2].  Tensor sizes: [3]
# at: 2:1-2:7
