[1, 2, 3][::0]
# error: ValueError: slice step cannot be zero
# at: 1:1-1:15
