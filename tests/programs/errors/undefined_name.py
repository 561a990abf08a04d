x = torch.ones(2)
print(x)  # expect: tensor([1., 1.])
print(yy)
# error: NameError: name 'yy' is not defined
# at: 3:7-3:9
