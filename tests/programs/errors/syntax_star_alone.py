# error: SyntaxError: starred assignment target must be in a list or tuple
# at: 3:1-3:3
*a = [1, 2]
