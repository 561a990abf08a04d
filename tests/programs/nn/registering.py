class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(2))
        self.register_buffer("mean", torch.zeros(2))
net = Net()
try:
    net.gain = torch.ones(2)
except TypeError as e:
    print(e)
    # expect: cannot assign 'torch.FloatTensor' as parameter 'gain' (torch.nn.Parameter or None expected)
net.mean = torch.ones(2)
net.gain = None
print(list(net.state_dict()), list(net.parameters()))  # expect: ['mean'] []
