class C:
    def __init__(self, name):
        self.name = name
    def __enter__(self):
        print("in", self.name)
        return self.name
    def __exit__(self, *exc):
        print("out", self.name)
with C("a") as a, C("b") as b, torch.no_grad():
# expect: in a
# expect: in b
    print(a, b, torch.is_grad_enabled())
    # expect: a b False
    # expect: out b
    # expect: out a
