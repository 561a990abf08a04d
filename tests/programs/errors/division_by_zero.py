1 / 0
# error: ZeroDivisionError: division by zero
# at: 1:1-1:6
