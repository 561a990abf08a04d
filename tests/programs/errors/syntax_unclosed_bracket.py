# error: SyntaxError: '[' was never closed
# at: 3:5
x = [1, 2
