def f(a, b):
    return a
f(f(1, 2), f(1))
# error: TypeError: f() missing 1 required positional argument: 'b'
# at: 3:12-3:16
