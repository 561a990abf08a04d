ws = [torch.tensor(float(i), requires_grad=True) for i in range(1, 4)]
loss = sum(w ** i for i, w in enumerate(ws, 1))
grads = torch.autograd.grad(loss, ws)
print([g.item() for g in grads], [w.grad for w in ws])
# expect: [1.0, 4.0, 27.0] [None, None, None]
