x = torch.tensor([1.0, 2.0], requires_grad=True)
y = (x ** 3).sum()
g = torch.autograd.grad(y, x, create_graph=True)[0]
pen = (g ** 2).sum()
pen.backward()
print(g)  # expect: tensor([ 3., 12.], grad_fn=<MulBackward0>)
print(x.grad)  # expect: tensor([ 36., 288.])
