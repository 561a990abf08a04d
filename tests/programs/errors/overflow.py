math.exp(1000)
# error: OverflowError: math range error
# at: 1:1-1:15
