net = nn.Linear(2, 1).double()
print(net.weight.dtype, net(torch.ones(1, 2, dtype=torch.float64)).dtype, nn.Linear(1, 1, dtype=torch.float64).weight.dtype)
# expect: torch.float64 torch.float64 torch.float64
net.to(torch.float32)
print(net.weight.dtype, net.weight)
# expect: torch.float32 Parameter containing:
# expect: tensor([[-0.0053,  0.3793]], requires_grad=True)
