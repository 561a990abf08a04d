def f(a):
    return a
f(1, 2)
# error: TypeError: f() takes 1 positional argument but 2 were given
# at: 3:1-3:8
