net = nn.Linear(2, 1)
net.weight = nn.Parameter(torch.tensor([[1.0, 2.0]]))
net.bias.data = torch.tensor([0.5])
print(net(torch.ones(1, 2)), list(net.parameters()))
# expect: tensor([[3.5000]], grad_fn=<AddmmBackward0>) [Parameter containing:
# expect: tensor([[1., 2.]], requires_grad=True), Parameter containing:
# expect: tensor([0.5000], requires_grad=True)]
with torch.no_grad():
    for p in net.parameters():
        p.mul_(2)
print(net.weight, net.bias)
# expect: Parameter containing:
# expect: tensor([[2., 4.]], requires_grad=True) Parameter containing:
# expect: tensor([1.], requires_grad=True)
