len(torch.tensor(1.0))
# error: TypeError: len() of a 0-d tensor
# at: 1:1-1:23
