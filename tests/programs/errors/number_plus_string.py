1 + "a"
# error: TypeError: unsupported operand type(s) for +: 'int' and 'str'
# at: 1:1-1:8
