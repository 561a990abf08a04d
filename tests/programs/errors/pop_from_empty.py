[].pop()
# error: IndexError: pop from empty list
# at: 1:1-1:9
