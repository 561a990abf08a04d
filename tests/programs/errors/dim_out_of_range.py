torch.ones(2, 3).sum(dim=2)
# error: IndexError: Dimension out of range (expected to be in range of [-2, 1], but got 2)
# at: 1:1-1:28
