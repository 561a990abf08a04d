class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 2)
        self.act = nn.ReLU()
        self.layers = nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 1)])
Net()
# expect: Net(
# expect:   (fc1): Linear(in_features=3, out_features=2, bias=True)
# expect:   (act): ReLU()
# expect:   (layers): ModuleList(
# expect:     (0): Linear(in_features=2, out_features=2, bias=True)
# expect:     (1): Linear(in_features=2, out_features=1, bias=True)
# expect:   )
# expect: )
