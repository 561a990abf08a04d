print(abs(-3), abs(-2.5), min(3, 1, 2), max([4, 9, 2]), min("b", "a"), sum([1, 2, 3]), sum([0.1] * 10))
# expect: 3 2.5 1 9 a 6 0.9999999999999999
print(max([], default=0), max("apple", "fig", key=len), min([(2, "a"), (1, "z")]), sum([[1], [2]], []))
# expect: 0 apple (1, 'z') [1, 2]
