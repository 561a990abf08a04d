x = torch.arange(6.0).reshape(2, 3).requires_grad_()
w = torch.arange(1.0, 7.0)
for f in (lambda t: t.t(), lambda t: t.flip(1), lambda t: t.roll(1, 0), lambda t: t.permute(1, 0), lambda t: t.tril(), lambda t: t[:, [2, 0, 1]]):
    print(torch.autograd.grad((f(x).reshape(-1) * w).sum(), x)[0].tolist())
    # expect: [[1.0, 3.0, 5.0], [2.0, 4.0, 6.0]]
    # expect: [[3.0, 2.0, 1.0], [6.0, 5.0, 4.0]]
    # expect: [[4.0, 5.0, 6.0], [1.0, 2.0, 3.0]]
    # expect: [[1.0, 3.0, 5.0], [2.0, 4.0, 6.0]]
    # expect: [[1.0, 0.0, 0.0], [4.0, 5.0, 0.0]]
    # expect: [[2.0, 3.0, 1.0], [5.0, 6.0, 4.0]]
print(torch.autograd.grad(x.repeat(2, 1).sum(0).prod(), x)[0])
# expect: tensor([[280., 168., 120.],
# expect:         [280., 168., 120.]])
