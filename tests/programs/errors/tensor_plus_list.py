torch.ones(2) + [1, 2]
# error: TypeError: unsupported operand type(s) for +: 'Tensor' and 'list'
# at: 1:1-1:23
