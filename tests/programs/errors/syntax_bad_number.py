# error: SyntaxError: invalid decimal literal
# at: 3:5
x = 1abc
