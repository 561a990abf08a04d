x = 2.0
1 + x / 0.0 * 3
# error: ZeroDivisionError: float division by zero
# at: 2:5-2:12
