x = torch.tensor(2.0, requires_grad=True)
y = x * 1
y.register_hook(lambda g: print("once", g))
(y * 2 + y * 3).backward()  # expect: once tensor(5.)
