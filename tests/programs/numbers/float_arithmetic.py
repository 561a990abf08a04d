print(0.1 * 3, 1 - 0.9, 1e308 * 10, 2 ** 0.5, 1e16 + 1)
# expect: 0.30000000000000004 0.09999999999999998 inf 1.4142135623730951 1e+16
print(float("nan") == float("nan"), float("inf") > 1e308, 0.0 == -0.0)  # expect: False True True
