xs = [1]
xs[3] = 2
# error: IndexError: list assignment index out of range
# at: 2:1-2:6
