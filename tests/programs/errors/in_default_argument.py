def f(a=missing):
# error: NameError: name 'missing' is not defined
# at: 1:9-1:16
    pass
