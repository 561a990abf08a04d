assert 1 > 2
# error: AssertionError
# at: 1:8-1:13
