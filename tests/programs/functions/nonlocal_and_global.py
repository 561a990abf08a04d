total = 0
def counter():
    n = 0
    def step():
        nonlocal n
        global total
        n += 1
        total += 10
        return n
    return step
c = counter()
print(c(), c(), total)  # expect: 1 2 20
