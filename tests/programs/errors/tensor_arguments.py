torch.zeros(2).reshape("a")
# error: TypeError: reshape(): argument 'shape' (position 1) must be tuple of ints, not str
# at: 1:1-1:28
