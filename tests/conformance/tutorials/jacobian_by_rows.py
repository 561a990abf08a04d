x = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64, requires_grad=True)
y = torch.stack([x.prod(), x.sum() ** 2])
rows = []
for i in range(2):
    e = torch.zeros(2, dtype=torch.float64)
    e[i] = 1.0
    rows.append(torch.autograd.grad(y, x, grad_outputs=e, retain_graph=True)[0])
J = torch.stack(rows)
print(J)
# expect: tensor([[ 6.,  3.,  2.],
# expect:         [12., 12., 12.]], dtype=torch.float64)
