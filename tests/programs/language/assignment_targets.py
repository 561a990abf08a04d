xs = [0, 1, 2, 3, 4]
xs[0], xs[-1] = 10, 40
print(xs)  # expect: [10, 1, 2, 3, 40]
xs[1:3] = [7, 8, 9]
print(xs)  # expect: [10, 7, 8, 9, 3, 40]
d = {}
d["k"] = d["j"] = 1
print(d)  # expect: {'k': 1, 'j': 1}
