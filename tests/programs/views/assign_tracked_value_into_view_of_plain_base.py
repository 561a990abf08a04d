x = torch.tensor(3.0, requires_grad=True)
base = torch.zeros(2, 2)
view = base[0]
view[1] = x * x
print(base, base.requires_grad)
# expect: tensor([[0., 9.],
# expect:         [0., 0.]], grad_fn=<CopySlices>) True
base.sum().backward()
print(x.grad)  # expect: tensor(6.)
