torch.arange(0, 5, -1)
# error: RuntimeError: upper bound and lower bound inconsistent with step sign
# at: 1:1-1:23
