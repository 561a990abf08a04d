x = None
x + 1
# error: TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'
# at: 2:1-2:6
