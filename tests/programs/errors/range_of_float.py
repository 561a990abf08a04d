range(2.5)
# error: TypeError: 'float' object cannot be interpreted as an integer
# at: 1:1-1:11
