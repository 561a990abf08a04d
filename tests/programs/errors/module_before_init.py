class Net(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(1, 1)
        # error: AttributeError: cannot assign module before Module.__init__() call
        # at: 3:9-3:16
Net()
