def f(a):
    b = a + 1
    return b * scale
    # error: NameError: name 'scale' is not defined
    # at: 3:16-3:21
print(f.__name__)  # expect: f
f(1)
