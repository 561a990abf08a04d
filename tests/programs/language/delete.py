x = 1
del x
try:
    x
except NameError as e:
    print(e)  # expect: name 'x' is not defined
xs = [1, 2, 3, 4]
del xs[0], xs[-1]
d = {"a": 1, "b": 2}
del d["a"]
print(xs, d)  # expect: [2, 3] {'b': 2}
