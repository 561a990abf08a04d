torch.manual_seed(4)
x = torch.randn(3, requires_grad=True)
y = x * 2
while y.data.norm() < 1000:
    y = y * 2
print(y)  # expect: tensor([-821.9015,  119.0327, 1146.8135], grad_fn=<MulBackward0>)
v = torch.tensor([0.1, 1.0, 0.0001], dtype=torch.float)
y.backward(v)
print(x.grad)  # expect: tensor([5.1200e+01, 5.1200e+02, 5.1200e-02])
