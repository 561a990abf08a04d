x = torch.tensor([1.0, 2.0], requires_grad=True)
x.data.mul_(10)
print(x, x._version)  # expect: tensor([10., 20.], requires_grad=True) 0
x.data = torch.tensor([5.0, 6.0])
print(x, x.requires_grad)  # expect: tensor([5., 6.], requires_grad=True) True
