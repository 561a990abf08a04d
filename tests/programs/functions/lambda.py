square = lambda x: x ** 2
print(square(4), (lambda a, b=2, *c: (a, b, c))(1, 5, 6), (lambda: None)(), sorted([1, -2], key=lambda v: -v))
# expect: 16 (1, 5, (6,)) None [1, -2]
