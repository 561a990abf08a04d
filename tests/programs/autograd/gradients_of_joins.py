a = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor([3.0], requires_grad=True)
y = torch.cat([a, b, a]) * torch.arange(1.0, 6.0)
print(torch.autograd.grad(y.sum(), (a, b)))  # expect: (tensor([5., 7.]), tensor([3.]))
p, q = torch.arange(4.0, requires_grad=True).chunk(2)
print((p * q).grad_fn.next_functions[0][0].name())  # expect: SplitBackward0
