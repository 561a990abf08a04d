xs = list(range(6))
print(xs[1:4], xs[::2], xs[::-1], xs[-2:], xs[:-2], xs[4:1:-1], xs[10:])
# expect: [1, 2, 3] [0, 2, 4] [5, 4, 3, 2, 1, 0] [4, 5] [0, 1, 2, 3] [4, 3, 2] []
xs[::2] = [0, 0, 0]
print(xs)  # expect: [0, 1, 0, 3, 0, 5]
del xs[1:3]
print(xs)  # expect: [0, 3, 0, 5]
xs[1:1] = [7, 7]
print(xs)  # expect: [0, 7, 7, 3, 0, 5]
