[10 // n for n in (2, 1, 0)]
# error: ZeroDivisionError: integer division or modulo by zero
# at: 1:2-1:9
