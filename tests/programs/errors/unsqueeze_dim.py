torch.ones(3).unsqueeze(3)
# error: IndexError: Dimension out of range (expected to be in range of [-2, 1], but got 3)
# at: 1:1-1:27
