def f(*args, **kwargs):
    return args, kwargs
print(f(), f(1, 2), f(1, k=2), f(*range(3), 9, **{"x": 1}, y=2))
# expect: ((), {}) ((1, 2), {}) ((1,), {'k': 2}) ((0, 1, 2, 9), {'x': 1, 'y': 2})
def g(a, *rest, last=None, **more):
    print(a, rest, last, more)
g(1, 2, 3, last=4, z=5)  # expect: 1 (2, 3) 4 {'z': 5}
