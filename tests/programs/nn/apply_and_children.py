def init(m):
    if isinstance(m, nn.Linear):
        nn.init.constant_(m.weight, 0.5)
        m.bias.data.fill_(0.1)
net = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
net.apply(init)
print(net(torch.ones(1, 2)), [type(m).__name__ for m in net.children()], len(list(net.modules())))
# expect: tensor([[1.2000]], grad_fn=<AddmmBackward0>) ['Linear', 'ReLU', 'Linear'] 4
