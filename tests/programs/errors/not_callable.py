x = torch.ones(2)
x(1)
# error: TypeError: 'Tensor' object is not callable
# at: 2:1-2:5
