2 in 5
# error: TypeError: argument of type 'int' is not iterable
# at: 1:1-1:7
