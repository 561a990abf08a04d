import torch
torch.manual_seed(0)
X = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float64)
Y = torch.tensor([[0.0], [1], [1], [0]], dtype=torch.float64)
W1 = torch.randn(2, 8, dtype=torch.float64, requires_grad=True)
b1 = torch.zeros(8, dtype=torch.float64, requires_grad=True)
W2 = torch.randn(8, 1, dtype=torch.float64, requires_grad=True)
b2 = torch.zeros(1, dtype=torch.float64, requires_grad=True)
for step in range(1000):
    h = torch.tanh(X @ W1 + b1)
    p = torch.sigmoid(h @ W2 + b2)
    loss = ((p - Y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        for q in [W1, b1, W2, b2]:
            q -= 1.0 * q.grad
            q.grad = None
print(f"{loss.item():.9f}")
