x = torch.ones(2)
x.grad.zero_()
# error: AttributeError: 'NoneType' object has no attribute 'zero_'
# at: 2:1-2:13
