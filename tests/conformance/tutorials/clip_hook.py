w = torch.tensor([10.0, -10.0, 0.1], requires_grad=True)
w.register_hook(lambda g: g.clamp(-1, 1))
(w ** 2).sum().backward()
w.grad  # expect: tensor([ 1.0000, -1.0000,  0.2000])
