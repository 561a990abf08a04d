x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x ** 3
print(torch.autograd.grad(y, x, grad_outputs=torch.tensor([1.0, 10.0]), retain_graph=True))
# expect: (tensor([  3., 120.]),)
print(torch.autograd.grad([y.sum(), x.sum()], x))  # expect: (tensor([ 4., 13.]),)
