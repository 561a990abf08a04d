a = [1]
b = a
b += [2]
print(a)  # expect: [1, 2]
b = b + [3]
print(a, b)  # expect: [1, 2] [1, 2, 3]
