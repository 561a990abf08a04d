class Net(nn.Module):
    pass
Net()(1)
# error: NotImplementedError: Module [Net] is missing the required "forward" function
# at: 3:1-3:9
