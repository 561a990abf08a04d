a, b, c = (1, 2)
# error: ValueError: not enough values to unpack (expected 3, got 2)
# at: 1:1-1:8
