x = torch.ones(3, requires_grad=True)
z = (x * 2) ** 3
loss = z.sum()

def hook(g):
    global z
    loss.detach_()
    z = None
    junk = [torch.ones(10) * i for i in range(300)]

z.register_hook(hook)
loss.backward()
print(x.grad, loss)  # expect: tensor([24., 24., 24.]) tensor(24.)
