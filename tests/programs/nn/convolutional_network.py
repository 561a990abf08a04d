net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(2, 2))
x = torch.arange(16.0).reshape(1, 1, 4, 4) / 16
out = net(x)
F.cross_entropy(out, torch.tensor([1])).backward()
print(out, net[0].weight.grad.shape, net[4].bias.grad)
# expect: tensor([[-0.1140,  0.0748]], grad_fn=<AddmmBackward0>) torch.Size([2, 1, 3, 3]) tensor([ 0.4529, -0.4529])
