# Elementwise functions. Rows of the operator table are callable under their own names; a def here
# stands before the row of its name, to give it PyTorch's parameters or the name of its grad_fn.

@inline
def _is_tensor(x):
    return prim.kind(x) == "Tensor"

@inline
def _is_number(x):
    return prim.kind(x) in ("bool", "int", "float")

@inline
def _is_list(x):
    return prim.kind(x) in ("tuple", "list")

@inline
def _kind(x):
    return prim.dtype_kind(prim.dtype(x))

@inline
def _cast(x, dtype):
    if dtype is None or prim.dtype(x) == dtype:
        return x
    prim.dtype_kind(dtype)
    return prim.cast(x, dtype)

@inline
def _truth(x):
    return x if _is_number(x) or _kind(x) == "bool" else prim.ne(x, 0)

@inline
def _need_tensor(name, x):
    if not _is_tensor(x):
        prim.fail("type", name + "(): argument 'input' (position 1) must be Tensor, not "
            + prim.kind(x))

@inline
def _need_float(name, x):
    _need_tensor(name, x)
    if _kind(x) != "float":
        prim.fail("dtype", name + "(): could not infer output dtype. Input dtype must be either "
            "a floating point or complex dtype. Got: " + _type_name(x),
            "x.float() or x.double() converts")

# Whether a factor is the integer 1; the value of a float is not looked at.
@inline
def _is_one(factor):
    return prim.kind(factor) == "int" and factor == 1

@inline
def _wide(x):
    narrow = prim.cast(x, float32) if _is_tensor(x) else prim.full([], x, float32)
    return prim.cast(narrow, float64)

# a + b * c, which PyTorch's kernels round once. In double precision it is rounded twice.
@inline
def _fused(a, b, c):
    if prim.result_type(a, b, c) != float32:
        return prim.add(a, b * c)
    return prim.cast(prim.add(_wide(a), prim.mul(_wide(b), _wide(c))), float32)

@inline
def _need_alpha(input, other, alpha):
    whole = _is_one(alpha) or prim.dtype_kind(prim.result_type(input, other)) == "float"
    if not whole and prim.kind(alpha) == "float":
        prim.fail("type",
            "For integral input tensors, argument alpha must not be a floating point number.")

@numbers
@inline
def add(input, other, *, alpha=1):
    """input + alpha * other."""
    _need_alpha(input, other, alpha)
    return prim.add(input, other) if _is_one(alpha) else _fused(input, alpha, other)

@numbers
@inline
@grad_fn("SubBackward0" if _is_tensor(input) else "RsubBackward1")
def sub(input, other, *, alpha=1):
    """input - alpha * other."""
    _need_alpha(input, other, alpha)
    tensors = "Tensor" in (prim.kind(input), prim.kind(other))
    masks = [prim.dtype_kind(prim.result_type(x)) == "bool" for x in (input, other)]
    if tensors and True in masks and False in masks:
        prim.fail("dtype", "Subtraction, the `-` operator, with a bool tensor is not supported. "
            "If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.")
    if tensors and True in masks:
        prim.fail("dtype", "Subtraction, the `-` operator, with two bool tensors is not supported. "
            "Use the `^` or `logical_xor()` operator instead.")
    return prim.sub(input, other) if _is_one(alpha) else _fused(input, -alpha, other)

@numbers
@inline
@grad_fn("SubBackward0")
def subtract(input, other, *, alpha=1):
    """input - alpha * other."""
    return sub(input, other, alpha=alpha)

@numbers
@inline
def mul(input, other):
    """input * other."""
    return prim.mul(input, other)

@numbers
@overloaded
@inline
@grad_fn("MulBackward0")
def multiply(input, other):
    """input * other."""
    return prim.mul(input, other)

@inline
def _div_grad_fn(input, other, rounding_mode):
    if rounding_mode is not None:
        return "DivBackward2"
    return "DivBackward0" if _is_tensor(input) else "MulBackward0"

# PyTorch computes 2 / x as 2 * x.reciprocal(); the quotient is rounded once.
@numbers
@overloaded
@inline
@grad_fn(_div_grad_fn(input, other, rounding_mode))
def div(input, other, *, rounding_mode=None):
    """Quotient; rounding_mode "trunc" or "floor" rounds it."""
    if rounding_mode is None:
        return prim.div(input, other)
    if rounding_mode == "floor":
        return prim.floor_divide(input, other)
    if rounding_mode == "trunc" and prim.dtype_kind(prim.result_type(input, other)) != "float":
        down = prim.floor_divide(input, other)
        up = (down < 0) & prim.ne(prim.remainder(input, other), 0)
        return prim.where(up, down + 1, down)
    if rounding_mode == "trunc":
        return prim.trunc(prim.div(input, other))
    prim.fail("runtime",
        "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '"
        + str(rounding_mode) + "'")

@numbers
@overloaded
@inline
@grad_fn(_div_grad_fn(input, other, rounding_mode))
def divide(input, other, *, rounding_mode=None):
    """Quotient; rounding_mode "trunc" or "floor" rounds it."""
    return div(input, other, rounding_mode=rounding_mode)

@numbers
@overloaded
@inline
@grad_fn(_div_grad_fn(input, other, None))
def true_divide(input, other):
    """Quotient."""
    return div(input, other)

@numbers
@overloaded
@inline
@grad_fn("RemainderBackward0" if not _is_tensor(other) else "RemainderBackward1"
    if _is_tensor(input) else "NotImplemented")
def remainder(input, other):
    """input - floor(input / other) * other, with the sign of other."""
    return prim.remainder(input, other)

@numbers
@overloaded
@inline
@grad_fn("NotImplemented")
def floor_divide(input, other):
    """Quotient rounded down. The derivative is 0."""
    return prim.floor_divide(input, other)

@numbers
@overloaded
@inline
@grad_fn("PowBackward" + str(0 if not _is_tensor(exponent) else 1 if _is_tensor(input) else 2))
def pow(input, exponent):
    """input to the power exponent."""
    whole = _is_tensor(input) and _kind(input) != "float"
    if whole and prim.kind(exponent) == "int" and exponent < 0:
        prim.fail("runtime", "Integers to negative integer powers are not allowed.",
            "x.float() or x.double() converts")
    return prim.pow(input, exponent)

@overloaded
def fmod(input, other):
    """input - trunc(input / other) * other, with the sign of input."""
    size = abs(other)
    return prim.where(input < 0, -prim.remainder(-input, size), prim.remainder(input, size))

@inline
@grad_fn("PowBackward0")
def square(input):
    """input squared."""
    return prim.pow(input, 2)

@inline
def neg(input):
    """Negative."""
    if _is_tensor(input) and _kind(input) == "bool":
        prim.fail("dtype", "Negation, the `-` operator, on a bool tensor is not supported. "
            "If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.")
    return prim.neg(input)

@inline
@grad_fn("NegBackward0")
def negative(input):
    """Negative."""
    return neg(input)

@inline
@grad_fn("SigmoidBackward0")
def expit(input):
    """1 / (1 + exp(-input))."""
    return sigmoid(input)

@inline
def positive(input):
    """input itself."""
    return input

@inline
@grad_fn("AbsBackward0")
def absolute(input):
    """Absolute value."""
    return prim.abs(input)

@inline
def sign(input):
    """-1, 0 or 1 by sign. The derivative is 0."""
    mask = _is_tensor(input) and _kind(input) == "bool"
    return clone(input) if mask else prim.sign(input)

@inline
@grad_fn("SgnBackward0")
def sgn(input):
    """-1, 0 or 1 by sign. The derivative is 0."""
    return sign(input)

def rsqrt(input):
    """1 / sqrt(input)."""
    return prim.reciprocal(prim.sqrt(input))

@inline
@grad_fn("AsinBackward0")
def arcsin(input):
    """Inverse sine."""
    return prim.asin(input)

@inline
@grad_fn("AcosBackward0")
def arccos(input):
    """Inverse cosine."""
    return prim.acos(input)

@inline
@grad_fn("AtanBackward0")
def arctan(input):
    """Inverse tangent."""
    return prim.atan(input)

@inline
@grad_fn("Atan2Backward0")
def arctan2(input, other):
    """Angle of the point (other, input)."""
    return prim.atan2(input, other)

# What PyTorch has no kernel for.
@inline
def _not_implemented(kernel, x):
    prim.fail("not_implemented", "\"" + kernel + "\" not implemented for '" + _type_name(x) + "'",
        "x.float() or x.double() converts")

@inline
def _refuse_bool(kernel, x):
    if _is_tensor(x) and _kind(x) == "bool":
        _not_implemented(kernel, x)

@inline
def _is_whole(x):
    return _is_tensor(x) and _kind(x) != "float"

# Whole numbers are rounded already.
@inline
def _rounded(name, rounding, x):
    _refuse_bool(name + "_vml_cpu", x)
    return clone(x) if _is_whole(x) else rounding(x)

@inline
def floor(input):
    """Greatest integer not above input."""
    return _rounded("floor", prim.floor, input)

@inline
def ceil(input):
    """Least integer not below input."""
    return _rounded("ceil", prim.ceil, input)

@inline
def trunc(input):
    """Integer part, towards 0."""
    return _rounded("trunc", prim.trunc, input)

@overloaded
@inline(decimals == 0)
@grad_fn("RoundBackward0" if decimals == 0 else "RoundBackward1")
def round(input, *, decimals=0):
    """Nearest integer, halves to even; or nearest multiple of 10**-decimals."""
    if _is_whole(input) or decimals == 0:
        return _rounded("round", prim.round, input)
    return prim.round(input * 10.0 ** decimals) / 10.0 ** decimals

def frac(input):
    """input - trunc(input)."""
    return input - prim.trunc(input)

@overloaded
@grad_fn("ClampBackward0" if _is_tensor(min) or _is_tensor(max) else "ClampBackward1")
def clamp(input, min=None, max=None):
    """input moved into [min, max]. On a bound the derivative is 1."""
    if min is None and max is None:
        prim.fail("runtime", "torch.clamp: At least one of 'min' or 'max' must not be None")
    result = input if min is None else prim.where(prim.lt(input, min), min, input)
    return result if max is None else prim.where(prim.gt(result, max), max, result)

@overloaded
@grad_fn("ClampBackward0" if _is_tensor(min) or _is_tensor(max) else "ClampBackward1")
def clip(input, min=None, max=None):
    """input moved into [min, max]. On a bound the derivative is 1."""
    return clamp(input, min, max)

@overloaded
def clamp_min(input, min):
    """input, but at least min."""
    return prim.where(prim.lt(input, min), min, input)

@overloaded
def clamp_max(input, max):
    """input, but at most max."""
    return prim.where(prim.gt(input, max), max, input)

@numbers
@overloaded
@function
@plain
def where(condition, input=None, other=None):
    """input where condition is true, other elsewhere; alone, the indices of what is not 0."""
    if input is None and other is None:
        return nonzero(condition, as_tuple=True)
    if input is None or other is None:
        prim.fail("arity", "where() received an invalid combination of arguments - got ("
            + prim.kind(condition) + ", " + prim.kind(input) + "), but expected one of:")
    return prim.where(condition, input, other)

@overloaded
@method
@inline
def where(input, condition, other):
    """input where condition is true, other elsewhere."""
    return prim.where(condition, input, other)

@overloaded
@inline(not _is_tensor(weight) and weight == 0)
@grad_fn("LerpBackward1" if _is_tensor(weight) else "LerpBackward0")
def lerp(input, end, weight):
    """input + weight * (end - input)."""
    d = end - input
    w = weight if _is_tensor(weight) else prim.full([], weight, prim.result_type(input, end))
    return prim.where(prim.lt(prim.abs(w), 0.5), _fused(input, w, d), _fused(end, w - 1, d))

# Two tensors, the larger element first; at a tie as they come, so that no derivative is halved.
@inline
def _ordered(x, y):
    first = x >= y
    return prim.where(first, x, y), prim.where(first, y, x)

def logaddexp(input, other):
    """log(exp(input) + exp(other)) without overflow."""
    most, less = _ordered(input, other)
    result = most + prim.log1p(prim.exp(less - most))
    return prim.where((input == other) & isinf(input), (input + other) / 2, result)

def logit(input, eps=None):
    """log(input / (1 - input))."""
    x = input if eps is None else clamp(input, eps, 1 - eps)
    return log(x) - log1p(-x)

@grad_fn("Rad2DegBackward0")
def rad2deg(input):
    """Radians to degrees."""
    return input * (180 / pi)

@grad_fn("Deg2RadBackward0")
def deg2rad(input):
    """Degrees to radians."""
    return input * (pi / 180)

@inline
def logical_not(input):
    """Whether input is 0 or False."""
    return prim.bitwise_not(input) if _kind(input) == "bool" else prim.eq(input, 0)

@inline
def logical_and(input, other):
    """Whether both are true or not 0."""
    return prim.bitwise_and(_truth(input), _truth(other))

@inline
def logical_or(input, other):
    """Whether any is true or not 0."""
    return prim.bitwise_or(_truth(input), _truth(other))

@inline
def logical_xor(input, other):
    """Whether just one is true or not 0."""
    return prim.bitwise_xor(_truth(input), _truth(other))

@inline
def _need_integral(kernel, input, other, hint):
    dtype = prim.result_type(input, other)
    if prim.dtype_kind(dtype) == "float":
        prim.fail("not_implemented", "\"" + kernel + "_cpu\" not implemented for '"
            + _type_name(prim.full([], 0, dtype)) + "'", hint)

@inline
def bitwise_not(input):
    """Bits inverted; logical not of bool."""
    if _is_tensor(input) and _kind(input) == "float":
        prim.fail("type",
            "~ (operator.invert) is only implemented on integer and Boolean-type tensors")
    return prim.bitwise_not(input)

@numbers
@overloaded
@inline
def bitwise_and(input, other):
    """Bitwise and; logical and of bool."""
    _need_integral("bitwise_and", input, other, "compare first, as in (x > 0) & (x < 1)")
    return prim.bitwise_and(input, other)

@numbers
@overloaded
@inline
def bitwise_or(input, other):
    """Bitwise or; logical or of bool."""
    _need_integral("bitwise_or", input, other, "compare first, as in (x < 0) | (x > 1)")
    return prim.bitwise_or(input, other)

@numbers
@overloaded
@inline
def bitwise_xor(input, other):
    """Bitwise exclusive or."""
    _need_integral("bitwise_xor", input, other, "a power is written x**2")
    return prim.bitwise_xor(input, other)

# A shift by less than 0 or by more than all bits shifts all of them out, as in PyTorch.
@inline
def _shift(kernel, input, other):
    _need_integral(kernel, input, other, "x * 2**n scales by a power of 2")
    dtype = prim.result_type(input, other)
    bits = int(str(dtype)[-2:]) if str(dtype)[-1] != "8" else 8
    n = _cast(other, dtype) if _is_tensor(other) else prim.full([], other, dtype)
    fits = (n >= 0) & (n < bits)
    return fits, prim.where(fits, n, 0), prim.where(fits, n, bits - (dtype != uint8))

@numbers
@overloaded
def bitwise_left_shift(input, other):
    """input * 2**other; 0 if no bit is left."""
    fits, n, m = _shift("lshift", input, other)
    return prim.where(fits, input * prim.pow(2, n), 0)

# 2**(bits - 1) is negative, so that the last step is one of its own.
@numbers
@overloaded
def bitwise_right_shift(input, other):
    """floor(input / 2**other)."""
    fits, n, m = _shift("rshift", input, other)
    half = prim.floor_divide(input, prim.pow(2, prim.where(m > 0, m - 1, 0)))
    return prim.where(m > 0, prim.floor_divide(half, 2), input + prim.mul(m, 0))

# What << and >> are called with.
@inline
def lshift(input, other):
    return bitwise_left_shift(input, other)

@inline
def rshift(input, other):
    return bitwise_right_shift(input, other)

@inline
def isnan(input):
    """Whether an element is NaN."""
    return prim.ne(input, input)

@inline
def isinf(input):
    """Whether an element is infinite."""
    return prim.eq(prim.abs(_cast(input, prim.result_type(input, 1.0))), inf)

@inline
def isfinite(input):
    """Whether an element is neither infinite nor NaN."""
    return prim.lt(prim.abs(_cast(input, prim.result_type(input, 1.0))), inf)

def nan_to_num(input, nan=0.0, posinf=None, neginf=None):
    """NaN and infinities replaced by numbers."""
    if _is_whole(input):
        return input
    double = prim.dtype(input) == float64
    most = 1.7976931348623157e308 if double else 3.4028234663852886e38
    x = prim.where(input != input, nan, input)
    x = prim.where(x == inf, most if posinf is None else posinf, x)
    return prim.where(x == -inf, -most if neginf is None else neginf, x)

@view
@inline
def detach(input):
    """The same value, to which no derivative flows."""
    return prim.detach(input)

def clone(input, *, memory_format=None):
    """The same value as a node of its own."""
    return input

@method
@plain
def contiguous(input, memory_format=None):
    """input itself, or a copy whose elements lie in their order."""
    return input if input.is_contiguous() else clone(input)

# What functions of math refuse: no number, or infinity, from a finite number.
@inline
def _in_domain(x, result):
    if _is_number(x) and x == x and (result != result or abs(result) == inf):
        prim.fail("value", "math domain error")
    return result

@inline
def _in_range(x, result):
    if _is_number(x) and abs(x) < inf and abs(result) == inf:
        prim.fail("overflow", "math range error")
    return result

pi = 3.141592653589793
e = 2.718281828459045
inf = float("inf")
nan = float("nan")
newaxis = None
