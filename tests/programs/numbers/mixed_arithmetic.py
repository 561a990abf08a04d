print(1 + 1.0, 2 * True, 3 - 0.5, 10 // 2.0, 2 ** 2.0, 7 % 2.5)  # expect: 2.0 2 2.5 5.0 4.0 2.0
print(1 == 1.0, hash(1) == hash(1.0), 3 < 3.5, min(1, 1.0), max(2, 2.5))
# expect: True True True 1 2.5
