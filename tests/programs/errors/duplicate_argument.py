def f(a, b):
    return a
f(1, a=2)
# error: TypeError: f() got multiple values for argument 'a'
# at: 3:1-3:10
