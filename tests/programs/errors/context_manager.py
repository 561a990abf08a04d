with 5:
# error: TypeError: 'int' object does not support the context manager protocol
# at: 1:1
    pass
