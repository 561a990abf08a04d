class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 2)
    def forward(self, x):
        h = x * 2
        return self.fc(h)
        # error: RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x2 and 3x2)
        # at: 7:16-7:26
net = Net()
net(torch.ones(2, 2))
