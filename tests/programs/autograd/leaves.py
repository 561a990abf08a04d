x = torch.ones(1, requires_grad=True)
y = x * 2
print(x.is_leaf, y.is_leaf, torch.ones(1).is_leaf, y.detach().is_leaf, (torch.ones(1) * 2).is_leaf)
# expect: True False True True True
