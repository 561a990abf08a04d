a, b = 1, 2
a, b = b, a
print(a, b)  # expect: 2 1
(x, y), z = (1, 2), 3
print(x, y, z)  # expect: 1 2 3
[p, q] = "no"
print(p, q)  # expect: n o
