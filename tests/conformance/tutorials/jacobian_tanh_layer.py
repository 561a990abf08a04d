torch.manual_seed(0)
W = torch.randn(2, 3, dtype=torch.float64)
b = torch.randn(2, dtype=torch.float64)
x = torch.randn(3, dtype=torch.float64)
def predict(x):
    return F.linear(x, W, b).tanh()
J = torch.autograd.functional.jacobian(predict, x)
print(J)
# expect: tensor([[ 0.9625, -0.1833, -1.3608],
# expect:         [ 0.0709, -0.1353, -0.1745]], dtype=torch.float64)
print(torch.allclose(J, (1 - predict(x) ** 2)[:, None] * W))  # expect: True
