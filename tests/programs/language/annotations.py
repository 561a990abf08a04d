x: int = 3
y: float
def f(a: int, b: "str" = "s") -> int:
    return a
print(x, f(2))  # expect: 3 2
