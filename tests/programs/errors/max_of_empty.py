max([])
# error: ValueError: max() arg is an empty sequence
# at: 1:1-1:8
