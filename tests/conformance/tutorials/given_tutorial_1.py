torch.manual_seed(0)
x = torch.rand(2, 2, requires_grad=True)
print(x)
# expect: tensor([[0.4963, 0.7682],
# expect:         [0.0885, 0.1320]], requires_grad=True)
y = x + 2
y
y.grad_fn
z = y * y * 3
z
out = z.mean()
out  # expect: tensor(17.1012, grad_fn=<MeanBackward0>)
