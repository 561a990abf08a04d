layer = nn.Linear(3, 2)
print(layer.weight.shape, layer.bias.shape, layer.in_features, layer)
# expect: torch.Size([2, 3]) torch.Size([2]) 3 Linear(in_features=3, out_features=2, bias=True)
print(layer.weight, layer.bias)
# expect: Parameter containing:
# expect: tensor([[-0.0043,  0.3097, -0.4752],
# expect:         [-0.4249, -0.2224,  0.1548]], requires_grad=True) Parameter containing:
# expect: tensor([-0.0114,  0.4578], requires_grad=True)
layer(torch.ones(1, 3))  # expect: tensor([[-0.1812, -0.0347]], grad_fn=<AddmmBackward0>)
