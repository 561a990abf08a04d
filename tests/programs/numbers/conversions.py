print(int(3.9), int(-3.9), int("42"), int(" -7 "), int(True), float("1e3"), float(3), float(" 2.5 "))
# expect: 3 -3 42 -7 1 1000.0 3.0 2.5
print(int("ff", 16), int("101", 2), bool(0.0), bool("0"), bool([]), str(1.0), str(10))
# expect: 255 5 False True False 1.0 10
