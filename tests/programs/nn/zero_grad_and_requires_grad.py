net = nn.Linear(2, 1)
net(torch.ones(1, 2)).sum().backward()
print(net.weight.grad)  # expect: tensor([[1., 1.]])
net.zero_grad()
print(net.weight.grad)  # expect: None
for p in net.parameters():
    p.requires_grad_(False)
print(net.weight, net(torch.ones(1, 2)).requires_grad)
# expect: Parameter containing:
# expect: tensor([[-0.0053,  0.3793]]) False
