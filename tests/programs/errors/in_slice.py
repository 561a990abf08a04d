xs = [1, 2, 3]
xs["a":2]
# error: TypeError: slice indices must be integers or None or have an __index__ method
# at: 2:1-2:10
