torch.stack([torch.ones(2), torch.ones(3)])
# error: RuntimeError: stack expects each tensor to be equal size, but got [2] at entry 0 and [3] at entry 1
# at: 1:1-1:44
