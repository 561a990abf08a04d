x = -1
assert x > 0, "value is " + str(x)
# error: AssertionError: value is -1
# at: 2:8-2:13
