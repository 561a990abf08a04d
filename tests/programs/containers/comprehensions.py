print([x * x for x in range(5) if x % 2], [(i, j) for i in range(2) for j in range(i + 1)])
# expect: [1, 9] [(0, 0), (1, 0), (1, 1)]
print({k: len(k) for k in ("a", "bb")}, sorted({x % 3 for x in range(9)}), [[j for j in range(i)] for i in range(3)])
# expect: {'a': 1, 'bb': 2} [0, 1, 2] [[], [0], [0, 1]]
print([a + b for a, b in zip([1, 2], [3, 4])], [x for row in [[1, 2], [3]] for x in row])
# expect: [4, 6] [1, 2, 3]
