x = torch.ones(2, requires_grad=True)
print(x.to(torch.float32) is x, x.to(torch.float64).is_leaf, x.cpu() is x, x.float() is x)
# expect: True False True True
