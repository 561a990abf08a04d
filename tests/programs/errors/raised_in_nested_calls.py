def a(x):
    return b(x) + 1
def b(x):
    return c(x) * 2
def c(x):
    return x[2]
    # error: IndexError: list index out of range
    # at: 6:12-6:16
a([0, 1])
