x = torch.tensor([1.0, 2.0], requires_grad=True)
d = x.detach()
d[0] = 50
print(x, d.requires_grad, d.is_leaf)  # expect: tensor([50.,  2.], requires_grad=True) False True
