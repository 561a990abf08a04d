F.cross_entropy(torch.ones(2, 3), torch.tensor([0, 1, 2]))
# error: ValueError: Expected input batch_size (2) to match target batch_size (3).
# at: 1:1-1:59
