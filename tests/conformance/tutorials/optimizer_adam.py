w = torch.tensor([1.0, -1.0], dtype=torch.float64, requires_grad=True)
opt = torch.optim.Adam([w], lr=0.05)
for i in range(5):
    opt.zero_grad()
    loss = ((w - torch.tensor([3.0, 0.5], dtype=torch.float64)) ** 2).sum()
    loss.backward()
    opt.step()
print(w)  # expect: tensor([ 1.2494, -0.7509], dtype=torch.float64, requires_grad=True)
