torch.sine(torch.ones(1))
# error: AttributeError: module 'torch' has no attribute 'sine'
# at: 1:1-1:11
