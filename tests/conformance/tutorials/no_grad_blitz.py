x = torch.tensor([0.5, -1.5], requires_grad=True)
print(x.requires_grad)  # expect: True
print((x ** 2).requires_grad)  # expect: True
with torch.no_grad():
    print((x ** 2).requires_grad)  # expect: False
y = x.detach()
print(y.requires_grad)  # expect: False
print(x.eq(y).all())  # expect: tensor(True)
