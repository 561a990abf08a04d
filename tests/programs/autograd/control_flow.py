def f(x):
    y = x
    while y < 100:
        y = y * 2 if y > 10 else y + x
    return y
x = torch.tensor(3.0, requires_grad=True)
y = f(x)
y.backward()
print(y, x.grad)  # expect: tensor(192., grad_fn=<MulBackward0>) tensor(64.)
