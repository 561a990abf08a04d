class Box:
    def __init__(self, items):
        self.items = items
    def __len__(self):
        return len(self.items)
    def __getitem__(self, i):
        return self.items[i]
    def __setitem__(self, i, v):
        self.items[i] = v
    def __contains__(self, v):
        return v in self.items
    def __call__(self, k):
        return [k * v for v in self.items]
    def __iter__(self):
        return iter(self.items)
    def __str__(self):
        return "box"
    def __bool__(self):
        return False
b = Box([1, 2])
b[0] = 5
print(len(b), b[1], 5 in b, b(2), list(b), str(b), f"{b}", bool(b), b)
# expect: 2 2 True [10, 4] [5, 2] box box False box
