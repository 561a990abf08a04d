torch.ones(3).transpose(0, 1)
# error: IndexError: Dimension out of range (expected to be in range of [-1, 0], but got 1)
# at: 1:1-1:30
