x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
for _ in range(5):
    f = x.exp() - 2 * x ** 2
    (d1,) = torch.autograd.grad(f, x, create_graph=True)
    (d2,) = torch.autograd.grad(d1, x)
    with torch.no_grad():
        x -= d1 / d2
print(x.item(), d1)
# expect: 0.3574029561813889 tensor(1.7499e-08, dtype=torch.float64, grad_fn=<AddBackward0>)
