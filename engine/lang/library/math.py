# The module math: on numbers. What is not here is the function of the same name in torch.

pi = 3.141592653589793
e = 2.718281828459045
tau = 6.283185307179586
inf = float("inf")
nan = float("nan")

def floor(x):
    """Greatest integer not above x, as an int."""
    return int(prim.floor(x))

def ceil(x):
    """Least integer not below x, as an int."""
    return int(prim.ceil(x))

def trunc(x):
    """Integer part, as an int."""
    return int(prim.trunc(x))

def log(x, base=None):
    """Natural logarithm, or that to a base."""
    return prim.log(x) if base is None else prim.log(x) / prim.log(base)

def sqrt(x):
    """Square root."""
    if prim.kind(x) in ("int", "float") and x < 0:
        prim.fail("value", "math domain error")
    return prim.sqrt(x)

def pow(x, y):
    """x to the power y, as a float."""
    return float(x) ** float(y)

def fabs(x):
    """Absolute value, as a float."""
    return float(abs(x))

def hypot(x, y):
    """sqrt(x**2 + y**2)."""
    return prim.sqrt(x * x + y * y)

def degrees(x):
    """Radians to degrees."""
    return x * (180 / pi)

def radians(x):
    """Degrees to radians."""
    return x * (pi / 180)

def isnan(x):
    """Whether x is NaN."""
    return x != x

def factorial(n):
    """1 * 2 * ... * n."""
    result = 1
    for i in range(2, n + 1):
        result = result * i
    return result
