torch.ones(2, 3).repeat(2)
# error: RuntimeError: Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor
# at: 1:1-1:27
