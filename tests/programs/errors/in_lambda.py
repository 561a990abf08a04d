f = lambda t: t.undefined
# error: AttributeError: 'Tensor' object has no attribute 'undefined'
# at: 1:15-1:26
f(torch.ones(1))
