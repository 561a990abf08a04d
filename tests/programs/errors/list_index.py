xs = [1, 2]
xs[5]
# error: IndexError: list index out of range
# at: 2:1-2:6
