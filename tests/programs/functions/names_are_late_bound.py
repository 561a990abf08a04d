def f():
    return g() + later
def g():
    return 1
later = 10
print(f())  # expect: 11
g = lambda: 5
print(f())  # expect: 15
