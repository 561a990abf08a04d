# error: SyntaxError: invalid syntax
# at: 4:4
x = 1
x++
