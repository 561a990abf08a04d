n = 0
while [1, 2, 3][n]:
# error: IndexError: list index out of range
# at: 2:7-2:19
    n += 1
