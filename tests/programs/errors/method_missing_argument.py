class C:
    def m(self, x):
        return x
C().m()
# error: TypeError: C.m() missing 1 required positional argument: 'x'
# at: 4:1-4:8
