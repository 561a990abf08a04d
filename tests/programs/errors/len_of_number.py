len(3)
# error: TypeError: object of type 'int' has no len()
# at: 1:1-1:7
