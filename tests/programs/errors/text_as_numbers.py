torch.tensor([["a"]])
# error: ValueError: too many dimensions 'str'
# at: 1:1-1:22
