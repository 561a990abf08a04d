# error: SyntaxError: invalid syntax
# at: 3:13
f = lambda x
