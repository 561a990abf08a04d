total = sum(x.item() for x in [torch.tensor(1), torch.ones(2)])
# error: RuntimeError: a Tensor with 2 elements cannot be converted to Scalar
# at: 1:13-1:21
