x = 2.0
x ^ 2
# error: TypeError: unsupported operand type(s) for ^: 'float' and 'int'
# at: 2:1-2:6
