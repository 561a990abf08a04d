y = 1 + math.log(0)
# error: ValueError: math domain error
# at: 1:9-1:20
