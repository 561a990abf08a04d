[1, 2].remove(5)
# error: ValueError: list.remove(x): x not in list
# at: 1:1-1:17
