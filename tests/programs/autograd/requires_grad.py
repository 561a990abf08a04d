a = torch.ones(2)
b = torch.ones(2, requires_grad=True)
print(a.requires_grad, (a + b).requires_grad, (a * 2).requires_grad, (b > 0).requires_grad, b.argmax().requires_grad)
# expect: False True False False False
a.requires_grad_()
print(a.requires_grad, a.is_leaf, a)  # expect: True True tensor([1., 1.], requires_grad=True)
b.requires_grad = False
print(b)  # expect: tensor([1., 1.])
