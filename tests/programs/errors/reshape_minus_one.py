torch.arange(7).reshape(2, -1)
# error: RuntimeError: shape '[2, -1]' is invalid for input of size 7
# at: 1:1-1:31
