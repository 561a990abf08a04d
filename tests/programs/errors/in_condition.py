x = [1]
while x[1] > 0:
# error: IndexError: list index out of range
# at: 2:7-2:11
    pass
