@missing_decorator
# error: NameError: name 'missing_decorator' is not defined
# at: 1:2-1:19
def f():
    pass
