net = nn.ReLU()
net.register_forward_hook(lambda m, i, o: o + 100)
print(net(torch.tensor([-1.0, 1.0])))  # expect: tensor([100., 101.])
