x = torch.ones(3, requires_grad=True)
y = x * 2
handles = []

def once(n):
    def hook(g):
        print("hook", n)
        handles[n].remove()
        junk = [[i] * 10 for i in range(1000)]

    return hook

for n in range(3):
    handles.append(y.register_hook(once(n)))
y.sum().backward(retain_graph=True)
# expect: hook 0
# expect: hook 1
# expect: hook 2
y.sum().backward()
print(x.grad)  # expect: tensor([4., 4., 4.])
