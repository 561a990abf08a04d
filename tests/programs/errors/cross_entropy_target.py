F.cross_entropy(torch.ones(1, 3), torch.tensor([5]))
# error: IndexError: Target 5 is out of bounds.
# at: 1:1-1:53
