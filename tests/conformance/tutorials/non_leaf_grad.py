x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 3
z = y.sum()
z.backward()
print(x.is_leaf, y.is_leaf)  # expect: True False
print(x.grad)  # expect: tensor([3., 3.])
print(y.grad)  # expect: None
