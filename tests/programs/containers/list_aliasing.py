a = [[0]] * 2
a[0].append(1)
print(a)  # expect: [[0, 1], [0, 1]]
b = [[0] for _ in range(2)]
b[0].append(1)
print(b)  # expect: [[0, 1], [0]]
