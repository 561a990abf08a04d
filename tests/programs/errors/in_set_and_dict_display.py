x = {"a": 1, "b": 2 / 0}
# error: ZeroDivisionError: division by zero
# at: 1:19-1:24
