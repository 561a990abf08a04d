a = {"x": 1, "y": 2}
print(a | {"y": 3}, {k: v for k, v in a.items() if v > 1}, a == {"y": 2, "x": 1})
# expect: {'x': 1, 'y': 3} {'y': 2} True
a |= {"w": 0}
print(a, sorted(a.items(), key=lambda kv: kv[1]))
# expect: {'x': 1, 'y': 2, 'w': 0} [('w', 0), ('x', 1), ('y', 2)]
