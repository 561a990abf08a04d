torch.arange(6).reshape(2, 3).float().view(7).sum()
# error: RuntimeError: shape '[7]' is invalid for input of size 6
# at: 1:1-1:46
