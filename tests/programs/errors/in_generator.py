sum(1 / n for n in (1, 0))
# error: ZeroDivisionError: division by zero
# at: 1:5-1:10
