x = torch.tensor([1.0, 2.0], requires_grad=True)
handles = []
def once(g):
    print("once", g)
    handles[0].remove()
handles.append(x.register_hook(once))
x.register_hook(lambda g: print("always", g))
for step in range(2):
    (x * 2).sum().backward()
    # expect: once tensor([2., 2.])
    # expect: always tensor([2., 2.])
    # expect: always tensor([2., 2.])
print(x.grad)  # expect: tensor([4., 4.])
