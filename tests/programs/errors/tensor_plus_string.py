torch.ones(2) + "a"
# error: TypeError: unsupported operand type(s) for +: 'Tensor' and 'str'
# at: 1:1-1:20
