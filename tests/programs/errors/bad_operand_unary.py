-"a"
# error: TypeError: bad operand type for unary -: 'str'
# at: 1:1-1:5
