class Counter:
    step = 2
    def __init__(self, start=0):
        self.n = start
    def tick(self):
        self.n += self.step
        return self
c = Counter(1)
print(c.tick().tick().n, Counter.step, c.step)  # expect: 5 2 2
c.step = 10
print(c.tick().n, Counter().tick().n)  # expect: 15 2
