# Distances, covariances, integrals.

@inline
def _distances(x1, x2, p):
    a = prim.reshape(x1, list(prim.shape(x1))[:-1] + [1, prim.shape(x1)[-1]])
    n = list(prim.shape(x2))
    b = prim.reshape(x2, n[:-2] + [1] + n[-2:])
    d = a - b
    return _norm(d, p, [_rank(d) - 1])

@python
def cdist(x1, x2, p=2.0, compute_mode="use_mm_for_euclid_dist_if_necessary"):
    """Distances between the rows of two matrices. Of equal rows the derivative is 0."""
    if prim.shape(x1)[-1] != prim.shape(x2)[-1]:
        prim.fail("shape_mismatch", "X1 and X2 must have the same number of columns. X1: "
            + str(prim.shape(x1)[-1]) + " X2: " + str(prim.shape(x2)[-1]))
    return _distances(x1, x2, p)

def pdist(input, p=2.0):
    """Distances between each row of a matrix and those after it."""
    pairs = _choices(prim.shape(input)[0], 2, False)
    if len(pairs) == 0:
        return prim.full([0], 0, prim.dtype(input))
    a = index_select(input, 0, prim.constant([p[0] for p in pairs], int64))
    b = index_select(input, 0, prim.constant([p[1] for p in pairs], int64))
    return _norm(a - b, p, [1])

def dist(input, other, p=2):
    """The norm of input - other."""
    d = input - other
    return _norm(d, p, list(range(_rank(d))))

@inline
def _need_weights(name, weights, kind, n):
    if weights is None:
        return None
    if _rank(weights) > 1:
        prim.fail("shape_mismatch", "cov(): expected " + name + " to have one or fewer dimensions "
            "but got " + name + " with " + str(_rank(weights)) + " dimensions")
    if _kind(weights) != kind:
        prim.fail("dtype", "cov(): expected " + name + " to have "
            + ("integral" if kind == "int" else "floating point") + " dtype but got " + name
            + " with " + _type_name(weights) + " dtype")
    if numel(weights) != n:
        prim.fail("shape_mismatch", "cov(): expected " + name + " to have the same numel as there "
            "are observations in the input but got " + str(numel(weights)) + " != " + str(n))

@grad_fn("SqueezeBackward0")
def cov(input, *, correction=1, fweights=None, aweights=None):
    """Covariances of variables that are rows, observed as columns."""
    if _rank(input) > 2:
        prim.fail("shape_mismatch", "cov(): expected input to have two or fewer dimensions but "
            "got an input with " + str(_rank(input)) + " dimensions")
    x = input if _kind(input) == "float" else prim.cast(input, prim.default_dtype())
    rows = x if _rank(x) == 2 else prim.reshape(x, [1, numel(x)])
    n = prim.shape(rows)[1]
    _need_weights("fweights", fweights, "int", n)
    _need_weights("aweights", aweights, "float", n)
    w = None
    if fweights is not None:
        w = _cast(fweights, prim.dtype(x))
    if aweights is not None:
        a = _cast(aweights, prim.dtype(x))
        w = a if w is None else w * a
    total = prim.full([], n, prim.dtype(x)) if w is None else prim.sum(w, [0])
    average = (prim.sum(rows, [1]) if w is None else prim.sum(rows * w, [1])) / total
    d = rows - prim.reshape(average, [prim.shape(rows)[0], 1])
    if w is None or correction == 0 or aweights is None:
        norm_factor = total - correction
    else:
        norm_factor = total - correction * prim.sum(w * a, [0]) / total
    norm_factor = clamp_min(norm_factor, 0)
    weighted = d if w is None else d * w
    c = prim.matmul(weighted, t(d)) / norm_factor
    return c if prim.shape(rows)[0] > 1 else prim.reshape(c, [])

@grad_fn("DivBackward0" if _rank(input) < 2 else "ClampBackward1")
def corrcoef(input):
    """Correlations of variables that are rows, observed as columns."""
    c = cov(input)
    if _rank(c) == 0:
        return c / c
    root = prim.sqrt(_diagonal(c, 0))
    n = prim.shape(root)[0]
    return clamp(c / prim.reshape(root, [n, 1]) / root, -1, 1)

# Powers by squaring, as few products as the exponent has binary digits and ones.
@grad_fn("MmBackward0" if _rank(input) == 2 else "UnsafeViewBackward0")
def matrix_power(input, n):
    """The product of n copies of matrices."""
    if _rank(input) < 2 or prim.shape(input)[-1] != prim.shape(input)[-2]:
        prim.fail("shape_mismatch",
            "linalg.matrix_power: A must be batches of square matrices, but they are "
            + ("not matrices" if _rank(input) < 2 else str(prim.shape(input)[-2]) + " by "
            + str(prim.shape(input)[-1]) + " matrices"))
    result = None
    power = inverse(input) if n < 0 else input
    n = abs(n)
    while n > 0:
        if n % 2 == 1:
            result = power if result is None else prim.matmul(result, power)
        n = n // 2
        if n > 0:
            power = prim.matmul(power, power)
    if result is None:
        return prim.expand(eye(prim.shape(input)[-1], dtype=prim.dtype(input)), prim.shape(input))
    return result

@grad_fn("CopySlices" if increasing else "FlipBackward0")
def vander(x, N=None, increasing=False):
    """Powers of the elements of a vector, as columns."""
    n = prim.shape(x)[-1] if N is None else N
    powers = prim.progression(0, 1, n, int64)
    wide = prim.reshape(x, list(prim.shape(x)) + [1]) ** powers
    return wide if increasing else prim.flip(wide, [_rank(x)])

@inline
def _spaces(y, x, dx, axis):
    if x is None:
        return dx
    rank = _rank(y)
    n = prim.shape(x)[-1]
    at = _rank(x) - 1 if _rank(x) == 1 else axis
    gaps = _part(x, at, 1, n - 1) - _part(x, at, 0, n - 1)
    if _rank(x) > 1:
        return gaps
    return prim.reshape(gaps, [n - 1 if i == axis else 1 for i in range(rank)])

@inline
def _trapezoids(y, x, dx, axis):
    n = prim.shape(y)[axis]
    return (_part(y, axis, 1, n - 1) + _part(y, axis, 0, n - 1)) * _spaces(y, x, dx, axis) / 2.0

@overloaded
@grad_fn("MulBackward1" if x is None else "DivBackward1")
def trapezoid(y, x=None, *, dx=1, dim=-1):
    """The integral along dim of a function by its values, at places x or dx apart."""
    axis = _axis(dim, _rank(y))
    if prim.shape(y)[axis] == 0:
        return prim.full(_without(y, [axis]), 0, prim.dtype(y))
    return prim.sum(_trapezoids(y, x, dx, axis), [axis])

@overloaded
@grad_fn("MulBackward1" if x is None else "DivBackward1")
def trapz(y, x=None, *, dx=1, dim=-1):
    """The integral along dim of a function by its values, at places x or dx apart."""
    return trapezoid(y, x, dx=dx, dim=dim)

@overloaded
@grad_fn("CumsumBackward0" if x is None else "DivBackward1")
def cumulative_trapezoid(y, x=None, *, dx=1, dim=-1):
    """The integrals along dim up to each place but the first."""
    axis = _axis(dim, _rank(y))
    return prim.cumsum(_trapezoids(y, x, dx, axis), axis)

# Between neighbours a and b away the slopes on both sides, each weighted by the distance of the other
# side, which is of second order; at the ends one difference, or a parabola through three places.
@inline
def _slopes(x, gaps, axis, edge_order):
    n = prim.shape(x)[axis]
    if n < edge_order + 1:
        prim.fail("shape_mismatch", "torch.gradient expected each dimension size to be at least "
            "edge_order+1")
    d = _part(x, axis, 1, n - 1) - _part(x, axis, 0, n - 1)
    slope = d / gaps
    first = _part(slope, axis, 0, 1)
    last = _part(slope, axis, n - 2, 1)
    if n == 2:
        return prim.concat([first, last], axis)
    a = _part(gaps, axis, 0, n - 2)
    b = _part(gaps, axis, 1, n - 2)
    before = _part(slope, axis, 0, n - 2)
    after = _part(slope, axis, 1, n - 2)
    inner = (before * b + after * a) / (a + b)
    if edge_order == 2:
        bend = (after - before) / (a + b)
        first = first - _part(bend, axis, 0, 1) * _part(a, axis, 0, 1)
        last = last + _part(bend, axis, n - 3, 1) * _part(b, axis, n - 3, 1)
    return prim.concat([first, inner, last], axis)

@overloaded
@inline
def gradient(input, *, spacing=1, dim=None, edge_order=1):
    """Estimates of the derivatives along dimensions, by differences; one tensor for each."""
    if edge_order not in (1, 2):
        prim.fail("runtime", "torch.gradient only supports edge_order=1 and edge_order=2.")
    axes = _axes(dim, _rank(input))
    spacing = 1 if spacing is None else spacing
    spaces = spacing if _is_list(spacing) else [spacing] * len(axes)
    if len(spaces) != len(axes):
        prim.fail("runtime", "torch.gradient expected spacing to be unspecified, a scalar or a list "
            "of length " + str(len(axes)) + ", but got a list of length " + str(len(spaces)))
    x = input if _kind(input) == "float" else prim.cast(input, prim.default_dtype())
    results = []
    for axis, space in zip(axes, spaces):
        m = prim.shape(x)[axis] - 1
        line = [max(m, 0) if i == axis else 1 for i in range(_rank(x))]
        if _is_tensor(space) and _rank(space) == 1:
            gaps = _part(space, 0, 1, m) - _part(space, 0, 0, m)
            gaps = prim.reshape(_cast(gaps, prim.dtype(x)), line)
        else:
            gaps = prim.full(line, 1, prim.dtype(x)) * space
        results.append(_slopes(x, gaps, axis, edge_order))
    return results
