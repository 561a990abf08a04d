torch.ones(2, 3).size(4)
# error: IndexError: Dimension out of range (expected to be in range of [-2, 1], but got 4)
# at: 1:1-1:25
