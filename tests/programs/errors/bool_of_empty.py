bool(torch.tensor([]))
# error: RuntimeError: Boolean value of Tensor with no values is ambiguous
# at: 1:1-1:23
