torch.zeros(2.5)
# error: TypeError: zeros(): argument 'size' (position 1) must be tuple of ints, not float
# at: 1:1-1:17
