g = (x * x for x in range(4))
print(next(g), next(g), list(g), list(g))  # expect: 0 1 [4, 9] []
print(sum(x for x in range(5)), any(x > 3 for x in [1, 5]), all(x > 0 for x in []), max(len(w) for w in ("a", "bcd")))
# expect: 10 True True 3
print(tuple(x for x in "ab"), dict((i, i * i) for i in range(3)))
# expect: ('a', 'b') {0: 0, 1: 1, 2: 4}
