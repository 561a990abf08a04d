net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
print(net(torch.tensor([[1.0, -1.0], [0.0, 2.0]])), len(net), net[1], net[-1].weight.shape)
# expect: tensor([[-0.6353],
# expect:         [-0.4119]], grad_fn=<AddmmBackward0>) 3 Tanh() torch.Size([1, 3])
for name, p in net.named_parameters():
    print(name, tuple(p.shape))
    # expect: 0.weight (3, 2)
    # expect: 0.bias (3,)
    # expect: 2.weight (1, 3)
    # expect: 2.bias (1,)
