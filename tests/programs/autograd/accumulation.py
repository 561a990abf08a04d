x = torch.tensor([1.0, 2.0], requires_grad=True)
for i in range(3):
    (x * (i + 1)).sum().backward()
    print(x.grad)
    # expect: tensor([1., 1.])
    # expect: tensor([3., 3.])
    # expect: tensor([6., 6.])
x.grad.zero_()
print(x.grad)  # expect: tensor([0., 0.])
x.grad = None
(x * x).sum().backward()
print(x.grad)  # expect: tensor([2., 4.])
