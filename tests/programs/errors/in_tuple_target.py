(a, b), c = [1, 2], 3
(a, b), c = 1, 2
# error: TypeError: cannot unpack non-iterable int object
# at: 2:1-2:7
