# error: SyntaxError: positional argument follows keyword argument
# at: 3:9-3:10
f(a=1, 2)
