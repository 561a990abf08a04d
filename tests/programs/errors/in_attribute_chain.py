net = nn.Sequential(nn.Linear(1, 1))
net[0].weights.data
# error: AttributeError: 'Linear' object has no attribute 'weights'
# at: 2:1-2:15
