total = 1 + \
    2
xs = [
    1,
    2,
]
print(total,
      xs)  # expect: 3 [1, 2]
