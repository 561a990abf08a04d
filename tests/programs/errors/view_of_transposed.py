torch.arange(6).reshape(2, 3).t().view(6)
# error: RuntimeError: view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.
# at: 1:1-1:42
