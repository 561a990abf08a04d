x = torch.ones(3, requires_grad=True)
w = torch.full((3,), 2.0, requires_grad=True)
y = x * w
s = (y * y).sum()
first = [True]

def hook(g):
    if first:
        first.clear()
        inner, = torch.autograd.grad(s, y, retain_graph=True)
        junk = [[i] * 10 for i in range(1000)]
        print("inner", inner)
        with torch.enable_grad():
            (x * w * w).sum().backward()

y.register_hook(hook)
s.backward(retain_graph=True)  # expect: inner tensor([4., 4., 4.])
print(x.grad, w.grad)  # expect: tensor([12., 12., 12.]) tensor([8., 8., 8.])
