for i in range(3):
    print(i)
    # expect: 0
    # expect: 1
    if i == 1:
        [][i]
        # error: IndexError: list index out of range
        # at: 6:9-6:14
