import copy
net = nn.Sequential(nn.Linear(2, 1), nn.Tanh())
twin = copy.deepcopy(net)
twin[0].weight.data.zero_()
print(net[0].weight, twin[0].weight, type(twin[0].weight))
# expect: Parameter containing:
# expect: tensor([[-0.0053,  0.3793]], requires_grad=True) Parameter containing:
# expect: tensor([[0., 0.]], requires_grad=True) <class 'torch.nn.parameter.Parameter'>
