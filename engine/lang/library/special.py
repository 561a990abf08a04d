# Special functions, and elementwise ones that are less common.

def digamma(input):
    """Derivative of the logarithm of the gamma function."""
    return prim.polygamma(0, input)

@grad_fn("DigammaBackward0")
def psi(input):
    """Derivative of the logarithm of the gamma function."""
    return prim.polygamma(0, input)

@inline
def _need_derivative_order(n):
    if n < 0:
        prim.fail("runtime", "polygamma(n, x) does not support negative n.")

@function
def polygamma(n, input):
    """Derivative of order n of digamma()."""
    _need_derivative_order(n)
    return prim.polygamma(n, input)

@method
@grad_fn("PolygammaBackward0")
def polygamma(input, n):
    """Derivative of order n of digamma()."""
    _need_derivative_order(n)
    return prim.polygamma(n, input)

def i0(input):
    """Modified Bessel function of the first kind of order 0."""
    return prim.bessel_i(0, input)

@grad_fn("SpecialI1Backward0")
def i1(input):
    """Modified Bessel function of the first kind of order 1."""
    return prim.bessel_i(1, input)

@grad_fn("LgammaBackward0")
def gammaln(input):
    """Logarithm of the absolute value of the gamma function."""
    return prim.lgamma(input)

def mvlgamma(input, p):
    """Logarithm of the multivariate gamma function of dimension p."""
    x = input if _kind(input) == "float" else prim.cast(input, prim.default_dtype())
    total = prim.full(prim.shape(x), p * (p - 1) / 4 * 1.1447298858494002, prim.dtype(x))
    for j in range(p):
        total = total + prim.lgamma(x - j / 2)
    return total

@grad_fn("MvlgammaBackward0")
def multigammaln(input, p):
    """Logarithm of the multivariate gamma function of dimension p."""
    return mvlgamma(input, p)

# 0 where input is 0, unless other is NaN; there, and nowhere else, no derivative goes to other.
@numbers
@overloaded
@grad_fn("XlogyBackward" + str(1 if not _is_tensor(input) else 0 if _is_tensor(other) else 2))
def xlogy(input, other):
    """input * log(other), 0 where input is 0."""
    zero = prim.bitwise_and(prim.eq(input, 0), prim.eq(other, other))
    return input * prim.log(prim.where(zero, 1, other))

@numbers
@overloaded
@grad_fn("SpecialXlog1PyBackward0")
def xlog1py(input, other):
    """input * log1p(other), 0 where input is 0."""
    zero = prim.bitwise_and(prim.eq(input, 0), prim.eq(other, other))
    return input * prim.log1p(prim.where(zero, 0, other))

@grad_fn("SpecialEntrBackward0")
def entr(input):
    """-input * log(input); 0 at 0, -inf below."""
    inside = input > 0
    x = prim.where(inside, input, 1.0)
    value = prim.where(inside, -x * prim.log(x), prim.where(prim.eq(input, 0), 0.0, -inf))
    return prim.where(prim.ne(input, input), nan, value)

@grad_fn("MulBackward1")
def ndtr(input):
    """The normal distribution's function."""
    return 0.5 * prim.erfc(input * -0.7071067811865476)

# Far below 0 erfc vanishes; there log(ndtr) is that of its asymptotic series, from a continued
# fraction (Laplace; DLMF 7.9.3).
@grad_fn("SpecialLogNdtrBackward0")
def log_ndtr(input):
    """Logarithm of the normal distribution's function."""
    z = input * -0.7071067811865476
    near = input > -6
    low = prim.where(near, 5.0, z)
    fraction = low
    for k in range(40, 0, -1):
        fraction = low + (k / 2) / fraction
    tail = -low * low - prim.log(fraction) - 1.2655121234846454
    high = prim.where(near, z, 0.0)
    whole = prim.where(input > 1, prim.log1p(-0.5 * prim.erfc(-high)),
        prim.log(0.5 * prim.erfc(high)))
    return prim.where(near, whole, tail)

@grad_fn("SpecialNdtriBackward0")
def ndtri(input):
    """The inverse of ndtr()."""
    return 1.4142135623730951 * prim.erfinv(2 * input - 1)

@grad_fn("SpecialErfcxBackward0")
def erfcx(input):
    """exp(input**2) * erfc(input)."""
    near = input < 5
    high = prim.where(near, 5.0, input)
    fraction = high
    for k in range(40, 0, -1):
        fraction = high + (k / 2) / fraction
    low = prim.where(near, input, 0.0)
    return prim.where(near, prim.exp(low * low) * prim.erfc(low), 0.5641895835477563 / fraction)

# sin(pi x) / (pi x); at 0 the derivative is 0.
def sinc(input):
    """sin(pi * input) / (pi * input), 1 at 0."""
    zero = prim.eq(input, 0)
    x = prim.where(zero, 1.0, input) * pi
    return prim.where(zero, 1.0, prim.sin(x) / x)

@numbers
@overloaded
@inline
@grad_fn("PowBackward" + str(0 if not _is_tensor(exponent) else 1 if _is_tensor(input) else 2))
def float_power(input, exponent):
    """input to the power exponent in float64."""
    x = _cast(input, float64) if _is_tensor(input) else input
    power = _cast(exponent, float64) if _is_tensor(exponent) else exponent
    return prim.pow(x, power)

def logaddexp2(input, other):
    """log2(2**input + 2**other) without overflow."""
    most, less = _ordered(input, other)
    result = most + prim.log1p(prim.exp2(less - most)) * 1.4426950408889634
    return prim.where((input == other) & isinf(input), (input + other) / 2, result)

@inline
def _is_negative(x):
    return (x < 0) | (prim.eq(x, 0) & (prim.reciprocal(x) < 0)) if _kind(x) == "float" else x < 0

@inline
def signbit(input):
    """Whether the sign is minus, that of zero too."""
    return prim.full(prim.shape(input), False, torch.bool) if _kind(input) == "bool" else (
        _is_negative(input))

# At 0 the derivative is 0.
@overloaded
@grad_fn("CopysignBackward" + ("0" if _is_tensor(other) else "1"))
def copysign(input, other):
    """The size of input with the sign of other."""
    x = input if _kind(input) == "float" else prim.cast(input,
        prim.result_type(input, other, 1.0))
    if _is_number(other):
        other = prim.full([], other, prim.dtype(x))
    y = other if _kind(other) == "float" else prim.cast(other, prim.dtype(x))
    size = prim.where(prim.eq(x, 0), prim.detach(prim.abs(x)), prim.abs(x))
    return prim.where(_is_negative(y), -size, size)

@grad_fn("NotImplemented")
def heaviside(input, values):
    """0 below 0, 1 above, values at 0."""
    if prim.dtype(input) != prim.dtype(values):
        prim.fail("dtype", "heaviside is not yet implemented for tensors with different dtypes.")
    one = prim.full([], 1, prim.dtype(input))
    zero = prim.full([], 0, prim.dtype(input))
    return prim.detach(prim.where(prim.eq(input, 0), values, prim.where(input > 0, one, zero)))

@inline
def _chosen_number(input, other, better):
    return prim.where(better | prim.ne(other, other), input, other)

def fmax(input, other):
    """The larger one; the other one if one is NaN."""
    return _chosen_number(input, other, input >= other)

def fmin(input, other):
    """The smaller one; the other one if one is NaN."""
    return _chosen_number(input, other, input <= other)

def ldexp(input, other):
    """input * 2**other."""
    return input * prim.pow(2.0, other)

@inline
def lcm(input, other):
    """Least common multiple."""
    d = prim.gcd(input, other)
    return prim.abs(prim.floor_divide(input, prim.where(prim.eq(d, 0), 1, d)) * other)

@inline
def isposinf(input):
    """Whether an element is infinity."""
    return prim.eq(_cast(input, prim.result_type(input, 1.0)), inf)

@inline
def isneginf(input):
    """Whether an element is minus infinity."""
    return prim.eq(_cast(input, prim.result_type(input, 1.0)), -inf)

@inline
def isreal(input):
    """Whether elements are real numbers: all are."""
    return prim.full(prim.shape(input), True, torch.bool)

@inline
def isclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Whether elements differ by no more than atol + rtol * abs(other)."""
    if prim.dtype(input) != prim.dtype(other):
        prim.fail("dtype", _type_name(input) + " did not match " + _type_name(other))
    for name, bound in (("rtol", rtol), ("atol", atol)):
        if bound < 0:
            prim.fail("runtime", name + " must be greater than or equal to zero, but got "
                + str(bound))
    same = prim.eq(input, other)
    if equal_nan:
        same = same | (prim.ne(input, input) & prim.ne(other, other))
    x = input if _kind(input) == "float" else prim.cast(input, prim.default_dtype())
    y = other if _kind(other) == "float" else prim.cast(other, prim.default_dtype())
    distance = prim.abs(x - y)
    return same | (isfinite(distance) & (distance <= atol + prim.abs(rtol * y)))

@inline
def _type_name(x):
    names = [(float32, "Float"), (float64, "Double"), (int64, "Long"), (int32, "Int"),
        (short, "Short"), (uint8, "Byte"), (torch.int8, "Char"), (torch.bool, "Bool")]
    return [name for dtype, name in names if dtype == prim.dtype(x)][0]

@overloaded
def addcmul(input, tensor1, tensor2, *, value=1):
    """input + value * tensor1 * tensor2."""
    return _fused(input, tensor1 if _is_one(value) else value * tensor1, tensor2)

@overloaded
def addcdiv(input, tensor1, tensor2, *, value=1):
    """input + value * tensor1 / tensor2."""
    if _is_whole(tensor1) and _is_whole(tensor2):
        prim.fail("dtype", "Integer division with addcdiv is no longer supported, and in a future "
            "release addcdiv will perform a true division of tensor1 and tensor2.")
    return input + (tensor1 if _is_one(value) else value * tensor1) / tensor2

@overloaded
@grad_fn("RsubBackward" + str(0 + (not _is_tensor(other))))
@inline
def rsub(input, other, *, alpha=1):
    """other - alpha * input."""
    return sub(other, input, alpha=alpha)

@inline
def conj(input):
    """input itself: its elements are real."""
    return input

@inline
def conj_physical(input):
    """input itself: its elements are real."""
    return input

@inline
def resolve_conj(input):
    """input itself: its elements are real."""
    return input

@inline
def resolve_neg(input):
    """input itself."""
    return input

@inline
def real(input):
    """input itself: its elements are real."""
    return input

def angle(input):
    """0, or pi below 0. The derivative is 0."""
    x = input if _kind(input) == "float" else prim.cast(input, prim.default_dtype())
    half_turn = prim.full([], pi, prim.dtype(x))
    return prim.where(prim.ne(x, x), x, prim.where(x < 0, half_turn, 0.0))

@inline
@grad_fn("TruncBackward0")
def fix(input):
    """Integer part, towards 0."""
    return trunc(input)

@inline
@grad_fn("AsinhBackward0")
def arcsinh(input):
    """Inverse hyperbolic sine."""
    return prim.asinh(input)

@inline
@grad_fn("AcoshBackward0")
def arccosh(input):
    """Inverse hyperbolic cosine."""
    return prim.acosh(input)

@inline
@grad_fn("AtanhBackward0")
def arctanh(input):
    """Inverse hyperbolic tangent."""
    return prim.atanh(input)

# Comparisons by their longer names.
@overloaded
@inline
def greater(input, other):
    """Whether input is greater than other."""
    return prim.gt(input, other)

@overloaded
@inline
def greater_equal(input, other):
    """Whether input is greater than or equal to other."""
    return prim.ge(input, other)

@overloaded
@inline
def less(input, other):
    """Whether input is less than other."""
    return prim.lt(input, other)

@overloaded
@inline
def less_equal(input, other):
    """Whether input is less than or equal to other."""
    return prim.le(input, other)

@overloaded
@inline
def not_equal(input, other):
    """Whether input differs from other."""
    return prim.ne(input, other)
