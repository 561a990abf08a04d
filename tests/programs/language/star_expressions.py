a = [1, 2]
print([*a, 3, *(4, 5)], (*a,), {*a}, {**{"x": 1}, "y": 2}, max(*a, 9))
# expect: [1, 2, 3, 4, 5] (1, 2) {1, 2} {'x': 1, 'y': 2} 9
for first, *rest in ([1, 2, 3], "ab"):
    print(first, rest)
    # expect: 1 [2, 3]
    # expect: a ['b']
