class Value:
    def __init__(self, data, parents=(), op=""):
        self.data, self.grad, self.parents, self.op = data, 0.0, set(parents), op
        self.back = lambda: None
    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"
    def __add__(self, other):
        out = Value(self.data + other.data, (self, other), "+")
        def back():
            self.grad += out.grad
            other.grad += out.grad
        out.back = back
        return out
    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other), "*")
        def back():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out.back = back
        return out
    def backward(self):
        order, seen = [], set()
        def visit(v):
            if v not in seen:
                seen.add(v)
                for p in v.parents:
                    visit(p)
                order.append(v)
        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            v.back()
a, b = Value(2.0), Value(-3.0)
c = a * b + a * a
c.backward()
print(a, b, c)
# expect: Value(data=2.0, grad=1.0) Value(data=-3.0, grad=2.0) Value(data=-2.0, grad=1.0)
