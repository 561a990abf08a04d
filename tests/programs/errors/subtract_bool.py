torch.tensor([True]) - torch.tensor([False])
# error: RuntimeError: Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.
# at: 1:1-1:45
