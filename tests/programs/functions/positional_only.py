def f(a, /, b):
    return a - b
print(f(3, 1), f(3, b=2))  # expect: 2 1
