for i, (a, b) in enumerate([(1, 2), (3, 4)], start=1):
    print(i, a * b)
    # expect: 1 2
    # expect: 2 12
for key, value in {"a": 1, "b": 2}.items():
    print(key, value)
    # expect: a 1
    # expect: b 2
