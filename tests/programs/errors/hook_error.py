x = torch.tensor([1.0], requires_grad=True)
x.register_hook(lambda g: g + torch.ones(2, 2, 2).reshape(3))
# error: RuntimeError: shape '[3]' is invalid for input of size 8
# at: 2:31-2:61
x.sum().backward()
