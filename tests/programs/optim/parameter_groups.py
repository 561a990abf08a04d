a, b = torch.tensor(1.0, requires_grad=True), torch.tensor(1.0, requires_grad=True)
opt = torch.optim.SGD([{"params": [a]}, {"params": [b], "lr": 1.0}], lr=0.1)
(a + b).backward()
opt.step()
print(a, b, [g["lr"] for g in opt.param_groups], len(opt.param_groups))
# expect: tensor(0.9000, requires_grad=True) tensor(0., requires_grad=True) [0.1, 1.0] 2
