X = torch.randn(20, 2)
Y = (X[:, 0] * X[:, 1] > 0).long()
net = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 2))
opt = torch.optim.Adam(net.parameters(), lr=0.05)
for step in range(100):
    opt.zero_grad()
    loss = F.cross_entropy(net(X), Y)
    loss.backward()
    opt.step()
print(loss.item() < 0.3, (net(X).argmax(1) == Y).float().mean().item() > 0.9)  # expect: True True
