xs = [1, 2]
xs["a"]
# error: TypeError: list indices must be integers or slices, not str
# at: 2:1-2:8
