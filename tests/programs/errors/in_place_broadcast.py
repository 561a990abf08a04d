x = torch.ones(2)
x += torch.ones(3, 2)
# error: RuntimeError: output with shape [2] doesn't match the broadcast shape [3, 2]
# at: 2:1-2:22
