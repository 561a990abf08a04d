# error: SyntaxError: non-default argument follows default argument
# at: 3:12-3:13
def f(a=1, b):
    pass
