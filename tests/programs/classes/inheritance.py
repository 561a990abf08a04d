class A:
    def __init__(self, x):
        self.x = x
    def name(self):
        return "A"
    def hello(self):
        return f"{self.name()} {self.x}"
class B(A):
    def __init__(self, x):
        super().__init__(x * 2)
    def name(self):
        return "B" + super().name()
b = B(3)
print(b.hello(), isinstance(b, A), isinstance(A(1), B), type(b).__name__, issubclass(B, A))
# expect: BA 6 True False B True
