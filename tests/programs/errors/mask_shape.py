x = torch.arange(4)
x[torch.tensor([True, False])]
# error: IndexError: The shape of the mask [2] at index 0 does not match the shape of the indexed tensor [4] at index 0
# at: 2:1-2:31
