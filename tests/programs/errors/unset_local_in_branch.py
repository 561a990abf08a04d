def f(flag):
    if flag:
        v = 1
    return v
    # error: UnboundLocalError: cannot access local variable 'v' where it is not associated with a value
    # at: 4:12-4:13
f(False)
