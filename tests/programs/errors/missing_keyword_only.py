def f(*, k):
    return k
f()
# error: TypeError: f() missing 1 required keyword-only argument: 'k'
# at: 3:1-3:4
