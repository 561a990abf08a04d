x = torch.Tensor([-4.0]).double()
x.requires_grad = True
z = 2 * x + 2 + x
q = z.relu() + z * x
h = (z * z).relu()
y = h + q + q * x
y.backward()
x.grad, y
# expect: (tensor([46.], dtype=torch.float64), tensor([-20.], dtype=torch.float64, grad_fn=<AddBackward0>))
