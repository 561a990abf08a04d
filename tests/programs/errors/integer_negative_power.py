torch.tensor([2, 3]) ** -1
# error: RuntimeError: Integers to negative integer powers are not allowed.
# at: 1:1-1:27
