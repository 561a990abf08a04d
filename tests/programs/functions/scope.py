x = "global"
def f():
    x = "local"
    return x
print(f(), x)  # expect: local global
class C:
    x = "class"
    def get(self):
        return x
print(C().get(), C.x)  # expect: global class
