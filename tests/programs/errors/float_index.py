x = torch.arange(4)
x[1.5]
# error: IndexError: only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got float)
# at: 2:1-2:7
