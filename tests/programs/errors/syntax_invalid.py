# error: SyntaxError: invalid syntax
# at: 3:8
x = 1 +
