a, b = 5
# error: TypeError: cannot unpack non-iterable int object
# at: 1:1-1:5
