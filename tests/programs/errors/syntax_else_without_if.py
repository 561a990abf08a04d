# error: SyntaxError: invalid syntax
# at: 3:1-3:5
else:
    pass
