"%d %d" % (1,)
# error: TypeError: not enough arguments for format string
# at: 1:1-1:15
