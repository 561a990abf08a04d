torch.manual_seed(7)
X = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
Y = torch.tensor([[0.], [1.], [1.], [0.]])
W1 = torch.randn(2, 8, requires_grad=True)
b1 = torch.zeros(8, requires_grad=True)
W2 = torch.randn(8, 1, requires_grad=True)
b2 = torch.zeros(1, requires_grad=True)
for i in range(800):
    out = torch.sigmoid(torch.tanh(X @ W1 + b1) @ W2 + b2)
    loss = ((out - Y) ** 2).mean()
    gs = torch.autograd.grad(loss, [W1, b1, W2, b2])
    with torch.no_grad():
        for p, g in zip([W1, b1, W2, b2], gs):
            p -= 1.0 * g
print(loss.item() < 0.02)  # expect: True
print(out.round().flatten().tolist())  # expect: [0.0, 1.0, 1.0, 0.0]
