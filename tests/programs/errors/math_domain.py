math.sqrt(-1)
# error: ValueError: math domain error
# at: 1:1-1:14
