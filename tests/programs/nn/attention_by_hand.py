class Attention(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.q, self.k, self.v = nn.Linear(d, d), nn.Linear(d, d), nn.Linear(d, d)
    def forward(self, x):
        scores = self.q(x) @ self.k(x).transpose(-2, -1) / math.sqrt(x.shape[-1])
        mask = torch.triu(torch.ones_like(scores), diagonal=1).bool()
        return scores.masked_fill(mask, float("-inf")).softmax(-1) @ self.v(x)
a = Attention(4)
y = a(torch.randn(1, 3, 4))
y.pow(2).sum().backward()
print(y.shape, a.q.bias.grad.shape, y)
# expect: torch.Size([1, 3, 4]) torch.Size([4]) tensor([[[ 0.2061, -0.0170, -0.1067, -0.3395],
# expect:          [ 0.1451, -0.0890, -0.3284, -0.7011],
# expect:          [ 0.1749, -0.1062, -0.2627, -0.5158]]], grad_fn=<UnsafeViewBackward0>)
