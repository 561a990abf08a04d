ws = [torch.tensor(float(i), requires_grad=True) for i in range(1, 4)]
xs = [0.5, -1.0, 2.0]
total = sum(w * x for w, x in zip(ws, xs))
total.backward()
print(total, [w.grad.item() for w in ws])
# expect: tensor(4.5000, grad_fn=<AddBackward0>) [0.5, -1.0, 2.0]
for i, w in enumerate(ws):
    print(i, w)
    # expect: 0 tensor(1., requires_grad=True)
    # expect: 1 tensor(2., requires_grad=True)
    # expect: 2 tensor(3., requires_grad=True)
