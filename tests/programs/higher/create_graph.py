x = torch.tensor(2.0, requires_grad=True)
y = x ** 4
for k in range(1, 5):
    (y,) = torch.autograd.grad(y, x, create_graph=True)
    print(k, y)
    # expect: 1 tensor(32., grad_fn=<MulBackward0>)
    # expect: 2 tensor(48., grad_fn=<MulBackward0>)
    # expect: 3 tensor(48., grad_fn=<MulBackward0>)
    # expect: 4 tensor(24., grad_fn=<MulBackward0>)
