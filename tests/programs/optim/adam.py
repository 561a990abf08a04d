w = torch.tensor([1.0, -1.0], requires_grad=True)
opt = torch.optim.Adam([w], lr=0.1)
for _ in range(5):
    opt.zero_grad()
    ((w - 3) ** 2).sum().backward()
    opt.step()
print(w)  # expect: tensor([ 1.4970, -0.5013], requires_grad=True)
