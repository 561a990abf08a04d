torch.manual_seed(0)
X = torch.randn(4, 3)
t = torch.tensor([0, 1, 1, 0])
W = torch.randn(3, 2, requires_grad=True)
grads = []
for i in range(4):
    loss = F.cross_entropy(X[i:i + 1] @ W, t[i:i + 1])
    grads.append(torch.autograd.grad(loss, W)[0])
G = torch.stack(grads)
print(G.shape)  # expect: torch.Size([4, 3, 2])
full = torch.autograd.grad(F.cross_entropy(X @ W, t), W)[0]
print(torch.allclose(G.mean(0), full, atol=1e-6))  # expect: True
print(full)
# expect: tensor([[-0.0883,  0.0883],
# expect:         [-0.0909,  0.0909],
# expect:         [ 0.0144, -0.0144]])
