x = torch.ones(2, 2)
x[0, 0, 0]
# error: IndexError: too many indices for tensor of dimension 2
# at: 2:1-2:11
