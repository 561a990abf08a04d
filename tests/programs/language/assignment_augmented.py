x = 7
x += 3
x -= 1
x *= 4
x //= 5
x **= 2
x %= 30
print(x)  # expect: 19
x /= 4
print(x)  # expect: 4.75
x = 6
x &= 3
x |= 8
x ^= 1
x <<= 2
x >>= 1
print(x)  # expect: 22
