def adder(n):
    def add(x):
        return x + n
    return add
print(adder(2)(3), [f(1) for f in [adder(i) for i in range(3)]])  # expect: 5 [1, 2, 3]
fs = [lambda: i for i in range(3)]
print([f() for f in fs])  # expect: [2, 2, 2]
