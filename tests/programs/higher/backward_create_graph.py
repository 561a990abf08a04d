x = torch.tensor(3.0, requires_grad=True)
y = x ** 3
y.backward(create_graph=True)
print(x.grad)  # expect: tensor(27., grad_fn=<CopyBackwards>)
g = x.grad
x.grad = None
g.backward()
print(x.grad)  # expect: tensor(18.)
