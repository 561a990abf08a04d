torch.arange(6).view(4, 2)
# error: RuntimeError: shape '[4, 2]' is invalid for input of size 6
# at: 1:1-1:27
