n = 1
def f():
    n += 1
    # error: UnboundLocalError: cannot access local variable 'n' where it is not associated with a value
    # at: 3:5-3:6
    return n
f()
