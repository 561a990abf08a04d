def f(x):
    if x:
        return x + "1"
        # error: TypeError: unsupported operand type(s) for +: 'int' and 'str'
        # at: 3:16-3:23
f(0)
f(1)
