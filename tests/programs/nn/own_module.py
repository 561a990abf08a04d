class Net(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.fc1 = nn.Linear(2, hidden)
        self.fc2 = nn.Linear(hidden, 1)
    def forward(self, x):
        return self.fc2(F.relu(self.fc1(x)))
net = Net(4)
out = net(torch.ones(3, 2))
print(out, sum(p.numel() for p in net.parameters()))
# expect: tensor([[0.0565],
# expect:         [0.0565],
# expect:         [0.0565]], grad_fn=<AddmmBackward0>) 17
out.sum().backward()
print(net.fc2.bias.grad, net.fc2.weight.grad)
# expect: tensor([3.]) tensor([[0.9338, 0.0000, 0.0000, 1.2230]])
