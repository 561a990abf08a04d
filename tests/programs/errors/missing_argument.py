def f(a, b, c=1):
    return a
f(1)
# error: TypeError: f() missing 1 required positional argument: 'b'
# at: 3:1-3:5
