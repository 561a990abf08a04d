5 % 0
# error: ZeroDivisionError: integer modulo by zero
# at: 1:1-1:6
