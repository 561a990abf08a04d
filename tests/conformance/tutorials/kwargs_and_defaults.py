def layer(x, w, *, act=torch.tanh, scale=1.0):
    return scale * act(x @ w)
x = torch.tensor([[1.0, 2.0]])
w = torch.tensor([[0.5], [-0.25]], requires_grad=True)
y = layer(x, w, scale=2.0) + layer(x, w, act=lambda t: t ** 2)
y.backward()
print(y.item(), w.grad.flatten())  # expect: 0.0 tensor([2., 4.])
