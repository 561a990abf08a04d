x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 2
x.register_hook(lambda g: print("x", g))
y.register_hook(lambda g: print("y", g))
(y ** 2).sum().backward()
# expect: y tensor([4., 8.])
# expect: x tensor([ 8., 16.])
