X = torch.tensor([[0.5, 1.0], [1.5, -1.0], [-0.5, 2.0], [-1.0, -1.5]])
y = torch.tensor([1.0, 1.0, 0.0, 0.0])
w, b = torch.zeros(2, requires_grad=True), torch.zeros((), requires_grad=True)
opt = torch.optim.Adam([w, b], lr=0.2)
for step in range(40):
    opt.zero_grad()
    loss = F.binary_cross_entropy_with_logits(X @ w + b, y)
    loss.backward()
    opt.step()
    if step % 10 == 0:
        print(f"{step:3d} {loss:.4f}")
        # expect:   0 0.6931
        # expect:  10 0.2129
        # expect:  20 0.0981
        # expect:  30 0.0590
print((torch.sigmoid(X @ w + b) > 0.5).int())  # expect: tensor([1, 1, 0, 0], dtype=torch.int32)
