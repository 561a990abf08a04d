xs = ["pear", "fig", "apple"]
xs.sort(key=len)
print(xs)  # expect: ['fig', 'pear', 'apple']
xs.sort(reverse=True)
print(xs, sorted(xs, key=lambda s: s[-1]))
# expect: ['pear', 'fig', 'apple'] ['apple', 'fig', 'pear']
print(sorted([(1, "b"), (1, "a"), (0, "z")]), sorted([3, 1, 2], reverse=True))
# expect: [(0, 'z'), (1, 'a'), (1, 'b')] [3, 2, 1]
print(sorted([-3, 2, -1], key=abs))  # expect: [-1, 2, -3]
