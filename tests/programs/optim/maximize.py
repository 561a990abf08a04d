w = torch.tensor(0.0, requires_grad=True)
opt = torch.optim.SGD([w], lr=0.5, maximize=True)
for _ in range(3):
    opt.zero_grad()
    (-(w - 2) ** 2).backward()
    opt.step()
print(w)  # expect: tensor(2., requires_grad=True)
