w = torch.tensor(1.0, requires_grad=True)
v = w
w = w - 0.1
print(w.is_leaf, v.is_leaf)  # expect: False True
(w ** 2).backward()
print(v.grad)  # expect: tensor(1.8000)
