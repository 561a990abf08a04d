class Stack(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(2, 2) for _ in range(n))
    def forward(self, x):
        for layer in self.layers:
            x = torch.tanh(layer(x))
        return x
s = Stack(3)
print(s(torch.ones(2)), len(s.layers), [n for n, _ in s.named_parameters()])
# expect: tensor([0.6527, 0.5211], grad_fn=<TanhBackward0>) 3 ['layers.0.weight', 'layers.0.bias', 'layers.1.weight', 'layers.1.bias', 'layers.2.weight', 'layers.2.bias']
