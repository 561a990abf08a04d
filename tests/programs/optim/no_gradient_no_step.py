a, b = torch.tensor(1.0, requires_grad=True), torch.tensor(1.0, requires_grad=True)
opt = torch.optim.SGD([a, b], lr=0.1)
(a * 2).backward()
opt.step()
print(a, b, b.grad)
# expect: tensor(0.8000, requires_grad=True) tensor(1., requires_grad=True) None
