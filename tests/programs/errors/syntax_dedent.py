# error: IndentationError: unindent does not match any outer indentation level
# at: 5:10
if True:
        x = 1
    y = 2
