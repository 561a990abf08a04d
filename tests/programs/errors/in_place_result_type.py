x = torch.tensor([1, 2])
x /= 2
# error: RuntimeError: result type Float can't be cast to the desired output type Long
# at: 2:1-2:7
