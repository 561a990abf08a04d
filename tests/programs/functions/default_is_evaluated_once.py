def f(x, seen=[]):
    seen.append(x)
    return seen
print(f(1), f(2), f(3, []))  # expect: [1, 2] [1, 2] [3]
