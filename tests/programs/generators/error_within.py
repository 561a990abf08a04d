def f():
    yield 1
    yield 1 / 0
    # error: ZeroDivisionError: division by zero
    # at: 3:11-3:16

g = f()
print(next(g))  # expect: 1
try:
    next(g)
except ZeroDivisionError as e:
    print(e)  # expect: division by zero
print(list(g))  # expect: []
for v in f():
    print(v)  # expect: 1
