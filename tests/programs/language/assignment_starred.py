first, *rest = [1, 2, 3]
print(first, rest)  # expect: 1 [2, 3]
*init, last = (1, 2, 3)
print(init, last)  # expect: [1, 2] 3
a, *b, c = 1, 2
print(a, b, c)  # expect: 1 [] 2
