def f(a):
    return a
f(a=1, b=2)
# error: TypeError: f() got an unexpected keyword argument 'b'
# at: 3:1-3:12
