Wx, Wh = nn.Linear(2, 3), nn.Linear(3, 3)
h = torch.zeros(1, 3)
for t in range(3):
    h = torch.tanh(Wx(torch.full((1, 2), float(t))) + Wh(h))
h.sum().backward()
print(h, Wh.bias.grad)
# expect: tensor([[ 0.3865, -0.9234, -0.1038]], grad_fn=<TanhBackward0>) tensor([0.9253, 0.1875, 1.2528])
