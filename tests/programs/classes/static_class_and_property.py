class C:
    n = 0
    @staticmethod
    def double(x):
        return 2 * x
    @classmethod
    def make(cls):
        cls.n += 1
        return cls()
    @property
    def area(self):
        return self.double(21)
C.make()
print(C.double(2), C.make().area, C.n)  # expect: 4 42 2
