torch.ones(3).squeeze(2)
# error: IndexError: Dimension out of range (expected to be in range of [-1, 0], but got 2)
# at: 1:1-1:25
