torch.optim.SGD([], lr=0.1)
# error: ValueError: optimizer got an empty parameter list
# at: 1:1-1:28
