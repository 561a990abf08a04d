x = torch.ones(2)
x.summ()
# error: AttributeError: 'Tensor' object has no attribute 'summ'
# at: 2:1-2:7
