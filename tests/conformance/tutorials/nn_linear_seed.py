torch.manual_seed(0)
net = torch.nn.Linear(3, 2)
print(net.weight)
# expect: Parameter containing:
# expect: tensor([[-0.0043,  0.3097, -0.4752],
# expect:         [-0.4249, -0.2224,  0.1548]], requires_grad=True)
print(net.bias)
# expect: Parameter containing:
# expect: tensor([-0.0114,  0.4578], requires_grad=True)
y = net(torch.ones(1, 3))
y.sum().backward()
print(net.weight.grad)
# expect: tensor([[1., 1., 1.],
# expect:         [1., 1., 1.]])
