# The module operator.

@plain
def add(a, b): return a + b

@plain
def sub(a, b): return a - b

@plain
def mul(a, b): return a * b

@plain
def truediv(a, b): return a / b

@plain
def floordiv(a, b): return a // b

@plain
def mod(a, b): return a % b

@plain
def pow(a, b): return a ** b

@plain
def matmul(a, b): return a @ b

@plain
def neg(a): return -a

@plain
def pos(a): return +a

@plain
def and_(a, b): return a & b

@plain
def or_(a, b): return a | b

@plain
def xor(a, b): return a ^ b

@plain
def invert(a): return ~a

@plain
def lshift(a, b): return a << b

@plain
def rshift(a, b): return a >> b

@plain
def not_(a): return not a

@plain
def truth(a): return True if a else False

@plain
def is_(a, b): return a is b

@plain
def is_not(a, b): return a is not b

@plain
def eq(a, b): return a == b

@plain
def ne(a, b): return a != b

@plain
def lt(a, b): return a < b

@plain
def le(a, b): return a <= b

@plain
def gt(a, b): return a > b

@plain
def ge(a, b): return a >= b

@plain
def contains(a, b): return b in a

@plain
def getitem(a, b): return a[b]

@plain
def setitem(a, b, c):
    a[b] = c

@plain
def itemgetter(item, *items):
    if items:
        return lambda obj: tuple(obj[i] for i in (item,) + items)
    return lambda obj: obj[item]

@plain
def _follow(obj, path):
    for name in path.split("."):
        obj = getattr(obj, name)
    return obj

@plain
def attrgetter(attr, *attrs):
    if attrs:
        return lambda obj: tuple(_follow(obj, name) for name in (attr,) + attrs)
    return lambda obj: _follow(obj, attr)

@plain
def methodcaller(name, /, *args, **kwargs):
    return lambda obj: getattr(obj, name)(*args, **kwargs)
