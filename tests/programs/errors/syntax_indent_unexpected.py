# error: IndentationError: unexpected indent
# at: 4:4
x = 1
    y = 2
