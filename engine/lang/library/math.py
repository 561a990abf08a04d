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
    for number in (x, 1 if base is None else base):
        if prim.kind(number) in ("bool", "int", "float") and number <= 0:
            prim.fail("value", "math domain error")
    return prim.log(x) if base is None else prim.log(x) / prim.log(base)

def sqrt(x):
    """Square root."""
    if prim.kind(x) == "str":
        prim.fail("type", "must be real number, not str")
    if prim.kind(x) in ("int", "float") and x < 0:
        prim.fail("value", "math domain error")
    return prim.sqrt(x)

def pow(x, y):
    """x to the power y, as a float."""
    if float(x) == 0 and float(y) < 0:
        prim.fail("value", "math domain error")
    return float(x) ** float(y)

def fabs(x):
    """Absolute value, as a float."""
    return float(abs(x))

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
    if n < 0:
        prim.fail("value", "factorial() not defined for negative values")
    result = 1
    for i in range(2, n + 1):
        result = result * i
    return result

def exp(x):
    """e to the power x."""
    return _in_range(x, prim.exp(x))

def expm1(x):
    """exp(x) - 1."""
    return _in_range(x, prim.expm1(x))

def sinh(x):
    """Hyperbolic sine."""
    return _in_range(x, prim.sinh(x))

def cosh(x):
    """Hyperbolic cosine."""
    return _in_range(x, prim.cosh(x))

def sin(x):
    """Sine."""
    return _in_domain(x, prim.sin(x))

def cos(x):
    """Cosine."""
    return _in_domain(x, prim.cos(x))

def tanh(x):
    """Hyperbolic tangent."""
    return prim.tanh(x)

def asinh(x):
    """Inverse hyperbolic sine."""
    return prim.asinh(x)

def atan(x):
    """Inverse tangent."""
    return prim.atan(x)

def erf(x):
    """Error function."""
    return prim.erf(x)

def tan(x):
    """Tangent."""
    return _in_domain(x, prim.tan(x))

def asin(x):
    """Inverse sine."""
    return _in_domain(x, prim.asin(x))

def acos(x):
    """Inverse cosine."""
    return _in_domain(x, prim.acos(x))

def acosh(x):
    """Inverse hyperbolic cosine."""
    return _in_domain(x, prim.acosh(x))

def atanh(x):
    """Inverse hyperbolic tangent."""
    return _in_domain(x, prim.atanh(x))

def log1p(x):
    """log(1 + x)."""
    return _in_domain(x, prim.log1p(x))
