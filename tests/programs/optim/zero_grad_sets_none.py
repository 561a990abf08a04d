w = torch.tensor(1.0, requires_grad=True)
opt = torch.optim.SGD([w], lr=0.1)
w.backward()
opt.zero_grad()
print(w.grad)  # expect: None
w.backward()
opt.zero_grad(set_to_none=False)
print(w.grad)  # expect: tensor(0.)
