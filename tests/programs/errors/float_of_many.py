float(torch.ones(2))
# error: ValueError: only one element tensors can be converted to Python scalars
# at: 1:1-1:21
