def f(x):
    return f(x)
    # error: RecursionError: maximum recursion depth exceeded
    # at: 2:12-2:16
f(1)
