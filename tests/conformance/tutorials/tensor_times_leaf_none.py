x = (torch.ones(3) * 2).requires_grad_()
y = torch.ones(3, requires_grad=True) * 2
print(x.is_leaf, y.is_leaf)  # expect: True False
(x.sum() + y.sum()).backward()
print(x.grad)  # expect: tensor([1., 1., 1.])
