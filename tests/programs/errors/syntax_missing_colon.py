# error: SyntaxError: expected ':'
# at: 3:9
def f(x)
    return x
