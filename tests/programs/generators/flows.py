def count(n):
    i = 0
    while True:
        if i == n:
            return
        got = yield i
        assert got is None
        i += 1

def pairs():
    for i in range(3):
        for j in range(3):
            if j == 2:
                break
            if i == 1:
                continue
            yield i, j
    else:
        yield "else"
    yield from count(2)
    try:
        x = int("x")
    except ValueError:
        x = -1
    yield x

print(list(pairs()))  # expect: [(0, 0), (0, 1), (2, 0), (2, 1), 'else', 0, 1, -1]
g = count(2)
print(next(g), next(g), next(g, "end"))  # expect: 0 1 end
print(sum(count(5)), [a * a for a in count(4)], sorted(count(3), reverse=True))
# expect: 10 [0, 1, 4, 9] [2, 1, 0]

class Numbers:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        for i in range(self.n):
            yield i * 10

print(list(Numbers(3)), dict(zip("ab", Numbers(2))))  # expect: [0, 10, 20] {'a': 0, 'b': 10}

def fibonacci():
    a, b = 0, 1
    while 1:
        yield a
        a, b = b, a + b

f = fibonacci()
print([next(f) for _ in range(10)])  # expect: [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]
print(type(f).__name__)  # expect: generator
next(count(0))
# error: StopIteration
# at: 52:1-52:15
