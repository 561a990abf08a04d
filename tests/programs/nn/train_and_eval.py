drop = nn.Dropout(0.5)
x = torch.ones(6)
print(drop.training, drop(x))  # expect: True tensor([0., 0., 2., 0., 0., 0.])
drop.eval()
print(drop.training, drop(x))  # expect: False tensor([1., 1., 1., 1., 1., 1.])
net = nn.Sequential(drop, nn.Linear(1, 1))
net.train()
print(drop.training, net.training)  # expect: True True
