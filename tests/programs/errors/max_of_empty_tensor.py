torch.tensor([]).max()
# error: RuntimeError: max(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.
# at: 1:1-1:23
