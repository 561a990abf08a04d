class Block(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.net = nn.Sequential(nn.LayerNorm(n), nn.Linear(n, n), nn.ReLU())
    def forward(self, x):
        return x + self.net(x)
model = nn.Sequential(Block(3), Block(3), nn.Linear(3, 1))
out = model(torch.ones(2, 3))
out.mean().backward()
print(out)
# expect: tensor([[-0.0719],
# expect:         [-0.0719]], grad_fn=<AddmmBackward0>)
print([n for n, p in model.named_parameters() if p.grad is not None])
# expect: ['0.net.0.weight', '0.net.0.bias', '0.net.1.weight', '0.net.1.bias', '1.net.0.weight', '1.net.0.bias', '1.net.1.weight', '1.net.1.bias', '2.weight', '2.bias']
