for i in [3, 2, 1, 0]:
    print(6 // i)
    # expect: 2
    # expect: 3
    # expect: 6
    # error: ZeroDivisionError: integer division or modulo by zero
    # at: 2:11-2:17
