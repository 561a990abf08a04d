class V:
    def __init__(self, x):
        self.x = x
    def __repr__(self):
        return f"V({self.x})"
    def __add__(self, o):
        return V(self.x + (o.x if isinstance(o, V) else o))
    __radd__ = __add__
    def __mul__(self, o):
        return V(self.x * o)
    def __neg__(self):
        return V(-self.x)
    def __eq__(self, o):
        return self.x == o.x
    def __lt__(self, o):
        return self.x < o.x
print(V(1) + V(2), 1 + V(2), V(2) * 3, -V(1), V(1) == V(1), V(1) < V(2), [V(0)], sum([V(1), V(2)]))
# expect: V(3) V(3) V(6) V(-1) True True [V(0)] V(3)
