for i in 5:
# error: TypeError: 'int' object is not iterable
# at: 1:1
    pass
