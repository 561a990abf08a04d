torch.zeros(2, dtype=torch.float99)
# error: AttributeError: module 'torch' has no attribute 'float99'
# at: 1:22-1:35
