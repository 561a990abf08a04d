class Net(nn.Module):
    def __init__(self):
        super().__init__()
    def forward(self, x):
        return self.layer(x)
        # error: AttributeError: 'Net' object has no attribute 'layer'
        # at: 5:16-5:26
Net()(torch.ones(1))
