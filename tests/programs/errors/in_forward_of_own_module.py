class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 3)
        self.b = nn.Linear(2, 1)
    def forward(self, x):
        h = self.a(x)
        return self.b(
            F.relu(h)
        )
        # error: RuntimeError: mat1 and mat2 shapes cannot be multiplied (4x3 and 2x1)
        # at: 8:16-10:10
model = Net()
loss = model(torch.ones(4, 2)).sum()
