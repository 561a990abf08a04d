print(2 + 3 * 4 ** 2, -2 ** 2, (-2) ** 2, 2 ** 3 ** 2, 2 ** -1)  # expect: 50 -4 4 512 0.5
print(not 1 == 2, 1 + 2 < 4 and 3 > 2 or False)  # expect: True True
print(6 & 3 == 3, 1 | 2 ^ 3 & 4, 1 << 2 + 1, ~5 + 1)  # expect: False 3 8 -5
print(1 if 0 else 2 if 0 else 3)  # expect: 3
print(-7 // 2 * 2 + -7 % 2)  # expect: -7
