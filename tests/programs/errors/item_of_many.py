torch.ones(2).item()
# error: RuntimeError: a Tensor with 2 elements cannot be converted to Scalar
# at: 1:1-1:21
