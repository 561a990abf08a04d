x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = y * y * 3
out = z.mean()
print(y, z, out)
# expect: tensor([[3., 3.],
# expect:         [3., 3.]], grad_fn=<AddBackward0>) tensor([[27., 27.],
# expect:         [27., 27.]], grad_fn=<MulBackward0>) tensor(27., grad_fn=<MeanBackward0>)
out.backward()
print(x.grad, x.grad_fn, y.grad_fn is not None)
# expect: tensor([[4.5000, 4.5000],
# expect:         [4.5000, 4.5000]]) None True
