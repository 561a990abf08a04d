# Reductions over all elements or over dimensions.

@inline
def _axis(dim, rank):
    if prim.kind(dim) != "int":
        prim.fail("type", "dim must be an int, not " + prim.kind(dim))
    size = max(rank, 1)
    if dim < -size or dim >= size:
        prim.fail("index", "Dimension out of range (expected to be in range of [" + str(-size)
            + ", " + str(size - 1) + "], but got " + str(dim) + ")")
    return dim + size if dim < 0 else dim

# The axes that dim names: None or an empty list for all.
@inline
def _axes(dim, rank):
    if dim is None or _is_list(dim) and len(dim) == 0:
        return list(range(rank))
    axes = [_axis(d, rank) for d in (dim if _is_list(dim) else (dim,))]
    for i in range(len(axes)):
        if axes[i] in axes[:i]:
            prim.fail("runtime", "dim " + str(axes[i])
                + " appears multiple times in the list of dims")
    return axes if rank > 0 else []

@inline
def _rank(x):
    return len(prim.shape(x))

@inline
def _count(x, axes):
    count = 1
    for axis in axes:
        count = count * prim.shape(x)[axis]
    return count

# The sizes of x with another one for an axis, and without some axes.
@inline
def _resized(x, axis, size):
    return [size if i == axis else n for i, n in enumerate(prim.shape(x))]

@inline
def _without(x, axes):
    return [n for i, n in enumerate(prim.shape(x)) if i not in axes]

# A result from which axes vanished, with the axes of `like` put back as 1.
@inline
def _kept(result, like, axes, keepdim):
    if not keepdim:
        return result
    return prim.reshape(result, [1 if i in axes else n for i, n in enumerate(prim.shape(like))])

@inline
def _sum_dtype(x, dtype):
    if dtype is not None:
        return dtype
    return prim.dtype(x) if _kind(x) == "float" else int64

@overloaded
@inline(not keepdim)
@grad_fn("SumBackward0" if dim is None else "SumBackward1")
def sum(input, dim=None, keepdim=False, *, dtype=None):
    """Sum of all elements, or over the dimensions dim."""
    _need_tensor("sum", input)
    axes = _axes(dim, _rank(input))
    return _kept(prim.sum(_cast(input, _sum_dtype(input, dtype)), axes), input, axes, keepdim)

@overloaded
@grad_fn("MeanBackward0" if dim is None else "MeanBackward1")
def mean(input, dim=None, keepdim=False, *, dtype=None):
    """Mean of all elements, or over the dimensions dim."""
    _need_tensor("mean", input)
    x = _cast(input, dtype)
    _need_float("mean", x)
    axes = _axes(dim, _rank(x))
    return _kept(prim.sum(x, axes), x, axes, keepdim) / _count(x, axes)

# The sum of squares about the mean, and the number of elements less the correction.
@inline
def _var(name, x, dim, unbiased, correction, keepdim):
    _need_tensor(name, x)
    if _kind(x) != "float":
        prim.fail("dtype", "std and var only support floating point and complex dtypes",
            "x.float() or x.double() converts")
    if prim.kind(dim) == "bool":
        unbiased = dim
        dim = None
    axes = _axes(dim, _rank(x))
    less = 1 if correction is None else correction
    if unbiased is not None:
        less = 1 if unbiased else 0
    d = x - mean(x, axes, True)
    degrees = _count(x, axes) - less
    total = _kept(prim.sum(d * d, axes), x, axes, keepdim)
    return total / (degrees if degrees > 0 else 0)

@overloaded
def var(input, dim=None, unbiased=None, keepdim=False, *, correction=None):
    """Variance: the sum of squares about the mean, divided by n - correction (1)."""
    return _var("var", input, dim, unbiased, correction, keepdim)

@overloaded
def std(input, dim=None, unbiased=None, keepdim=False, *, correction=None):
    """Standard deviation. Of equal elements it has derivative 0."""
    return _root(_var("std", input, dim, unbiased, correction, keepdim))

# At 0 all derivatives are 0: nothing is sent to a root of 0, nor to what it is the root of.
@inline
def _root(x):
    return prim.where(x == 0, 0, prim.sqrt(x))

@overloaded
def var_mean(input, dim=None, unbiased=None, keepdim=False, *, correction=None):
    """Variance and mean."""
    if prim.kind(dim) == "bool":
        unbiased = dim
        dim = None
    spread = var(input, dim, unbiased, keepdim, correction=correction)
    return spread, _mean_over(input, dim, keepdim)

@overloaded
def std_mean(input, dim=None, unbiased=None, keepdim=False, *, correction=None):
    """Standard deviation and mean."""
    if prim.kind(dim) == "bool":
        unbiased = dim
        dim = None
    spread = std(input, dim, unbiased, keepdim, correction=correction)
    return spread, _mean_over(input, dim, keepdim)

@inline
def _mean_over(input, dim, keepdim):
    if dim is None and keepdim:
        return _kept(mean(input), input, list(range(_rank(input))), True)
    return mean(input, dim, keepdim)

def nansum(input, dim=None, keepdim=False, *, dtype=None):
    """Sum of the elements that are not NaN."""
    axes = _axes(dim, _rank(input))
    x = _cast(input, _sum_dtype(input, dtype))
    return _kept(prim.sum(prim.where(prim.ne(x, x), 0, x), axes), input, axes, keepdim)

@grad_fn("DivBackward0")
def nanmean(input, dim=None, keepdim=False, *, dtype=None):
    """Mean of the elements that are not NaN."""
    x = _cast(input, dtype)
    _need_float("nanmean", x)
    axes = _axes(dim, _rank(input))
    number = prim.eq(x, x)
    total = prim.sum(prim.where(number, x, 0), axes)
    return _kept(total / prim.sum(prim.cast(number, prim.dtype(x)), axes), input, axes, keepdim)

def renorm(input, p, dim, maxnorm):
    """Slices along dim scaled down where their norm is larger than maxnorm."""
    axis = _axis(dim, _rank(input))
    axes = [i for i in range(_rank(input)) if i != axis]
    sizes = _kept(_norm(input, p, axes), input, axes, True)
    return input * prim.where(sizes > maxnorm, maxnorm / (sizes + 1e-7), 1.0)

@inline(not keepdim)
def amax(input, dim=None, keepdim=False):
    """Largest element, or over dimensions. Ties share the derivative evenly."""
    axes = _axes(dim, _rank(input))
    return _kept(prim.amax(input, axes), input, axes, keepdim)

@inline(not keepdim)
def amin(input, dim=None, keepdim=False):
    """Smallest element, or over dimensions. Ties share the derivative evenly."""
    axes = _axes(dim, _rank(input))
    return _kept(prim.amin(input, axes), input, axes, keepdim)

# The elements at an index along an axis, with the index: torch.return_types.NAME.
@inline
def _picked(name, input, index, axis, keepdim):
    if _rank(input) == 0:
        return prim.named(name, ("values", "indices"), (input, index))
    wide = _kept(index, input, [axis], True)
    values = prim.gather(input, wide, axis)
    if not keepdim:
        values = prim.reshape(values, prim.shape(index))
    return prim.named(name, ("values", "indices"), (values, wide if keepdim else index))

@inline
def _argument(found, input, dim, keepdim):
    if _rank(input) == 0:
        return prim.full([], 0, int64)
    if dim is None:
        index = found(prim.reshape(input, [_count(input, range(_rank(input)))]), 0)
        return _kept(index, input, list(range(_rank(input))), keepdim)
    axis = _axis(dim, _rank(input))
    return _kept(found(input, axis), input, [axis], keepdim)

@inline
def _need_order_of(name, x):
    if _kind(x) == "bool":
        prim.fail("dtype", name + "(): does not support bool input")

@inline
def argmax(input, dim=None, keepdim=False):
    """Index of the first largest element, in the flattened tensor or along dim."""
    _need_order_of("argmax", input)
    if dim is None:
        _need_any("argmax", "index", "", input)
    return _argument(prim.argmax, input, dim, keepdim)

@inline
def argmin(input, dim=None, keepdim=False):
    """Index of the first smallest element, in the flattened tensor or along dim."""
    _need_order_of("argmin", input)
    if dim is None:
        _need_any("argmin", "index", "", input)
    return _argument(prim.argmin, input, dim, keepdim)

@inline
def _need_any(name, code, what_to_do, x):
    if numel(x) == 0:
        prim.fail(code, name + "(): Expected reduction dim to be specified for input.numel() == 0."
            + what_to_do)

@overloaded
@inline(prim.kind(dim) in ("NoneType", "Tensor"))
@grad_fn("MaximumBackward0" if _is_tensor(dim) else "MaxBackward" + str(0 + (dim is None)))
def max(input, dim=None, keepdim=False):
    """Largest element; with dim the values and indices along it; or maximum of two tensors."""
    if dim is None:
        _need_any("max", "runtime", " Specify the reduction dim with the 'dim' argument.", input)
        return prim.amax(input, list(range(_rank(input))))
    if _is_tensor(dim):
        return prim.maximum(input, dim)
    index = _argument(prim.argmax, input, dim, False)
    return _picked("max", input, index, _axis(dim, _rank(input)), keepdim)

@overloaded
@inline(prim.kind(dim) in ("NoneType", "Tensor"))
@grad_fn("MinimumBackward0" if _is_tensor(dim) else "MinBackward" + str(0 + (dim is None)))
def min(input, dim=None, keepdim=False):
    """Smallest element; with dim the values and indices along it; or minimum of two tensors."""
    if dim is None:
        _need_any("min", "runtime", " Specify the reduction dim with the 'dim' argument.", input)
        return prim.amin(input, list(range(_rank(input))))
    if _is_tensor(dim):
        return prim.minimum(input, dim)
    index = _argument(prim.argmin, input, dim, False)
    return _picked("min", input, index, _axis(dim, _rank(input)), keepdim)

# Halves are multiplied until one element is left: the product rule needs no division, so that zeros
# do no harm at any order.
@overloaded
@grad_fn("ProdBackward0" if dim is None else "ProdBackward1")
def prod(input, dim=None, keepdim=False, *, dtype=None):
    """Product of all elements, or along dim."""
    x = _cast(input, _sum_dtype(input, dtype))
    axes = _axes(dim, _rank(input))
    for axis in axes:
        n = prim.shape(x)[axis]
        if n == 0:
            x = prim.full(_resized(x, axis, 1), 1, prim.dtype(x))
        while n > 1:
            half = n // 2
            y = _part(x, axis, 0, half) * _part(x, axis, half, half)
            x = y if n % 2 == 0 else prim.concat([y, _part(x, axis, n - 1, 1)], axis)
            n = n - half
    return x if keepdim else prim.reshape(x, _without(input, axes))

@python
@grad_fn("LinalgVectorNormBackward0")
def norm(input, p="fro", dim=None, keepdim=False, dtype=None):
    """Vector norm: 2 by default. At 0 the derivative is 0."""
    x = _cast(input, dtype)
    _need_float("norm", x)
    axes = _axes(dim, _rank(x))
    _need_order(p, ("fro", None))
    return _kept(_norm(x, 2 if p in ("fro", None) else p, axes), x, axes, keepdim)

@inline
def _need_order(ord, known):
    if ord == "nuc":
        prim.fail("unsupported", "the nuclear norm, which needs singular values")
    if not (_is_number(ord) or ord in known):
        prim.fail("runtime", "linalg.matrix_norm: Order " + str(ord) + " not supported.")

@inline
def _norm(x, p, axes):
    if p == 2:
        return _root(prim.sum(x * x, axes))
    if p == 1:
        return prim.sum(abs(x), axes)
    if p == inf:
        return prim.amax(abs(x), axes)
    if p == -inf:
        return prim.amin(abs(x), axes)
    if p == 0:
        return prim.sum(prim.cast(x != 0, prim.dtype(x)), axes)
    s = prim.sum(prim.where(x == 0, 0 if p > 0 else inf, abs(x) ** p), axes)
    return prim.where(s == (0 if p > 0 else inf), 0, s ** (1 / p))

@inline
def _matrix_norm(x, ord, axes, keepdim):
    if len(axes) != 2:
        prim.fail("shape_mismatch",
            "linalg.matrix_norm: The input tensor A must have at least 2 dimensions.")
    if ord == "fro":
        return _kept(_norm(x, 2, axes), x, axes, keepdim)
    _need_order(ord, ())
    if ord in (2, -2):
        prim.fail("unsupported", "the spectral norm, which needs singular values")
    if ord not in (1, -1, inf, -inf):
        prim.fail("runtime", "linalg.matrix_norm: Order " + str(ord) + " not supported.")
    summed = axes[0] if ord in (1, -1) else axes[1]
    sums = sum(abs(x), summed, True)
    extreme = prim.amax(sums, axes) if ord > 0 else prim.amin(sums, axes)
    return _kept(extreme, x, axes, keepdim)

@grad_fn("LinalgVectorNormBackward0")
def vector_norm(x, ord=2, dim=None, keepdim=False, *, dtype=None):
    """Vector norm of any order. At 0 the derivative is 0."""
    return norm(x, ord, dim, keepdim, dtype)

def logsumexp(input, dim, keepdim=False):
    """log(sum(exp(input))) over dim without overflow."""
    x = input if _kind(input) == "float" else prim.cast(input, prim.default_dtype())
    axes = _axes(dim, _rank(x))
    most = prim.detach(_kept(_extreme(prim.amax, x, axes, 0), x, axes, True))
    most = prim.where(isfinite(most), most, 0)
    total = prim.sum(exp(x - most), axes)
    logs = prim.where(total == 0, -inf, log(total))
    return _kept(logs + prim.reshape(most, prim.shape(total)), x, axes, keepdim)

# What no element decides is `empty`.
@inline
def _extreme(found, x, axes, empty):
    if _count(x, axes) == 0:
        return prim.full(_without(x, axes), empty, prim.dtype(x))
    return found(x, axes)

@overloaded
@inline
def all(input, dim=None, keepdim=False):
    """Whether all elements are true or not 0."""
    axes = _axes(dim, _rank(input))
    return _judged(_extreme(prim.amin, _truth(input), axes, True), input, axes, keepdim)

# PyTorch answers uint8 for uint8.
@inline
def _judged(truth, input, axes, keepdim):
    result = _kept(truth, input, axes, keepdim)
    return prim.cast(result, uint8) if prim.dtype(input) == uint8 else result

@overloaded
@inline
def any(input, dim=None, keepdim=False):
    """Whether any element is true or not 0."""
    axes = _axes(dim, _rank(input))
    return _judged(_extreme(prim.amax, _truth(input), axes, False), input, axes, keepdim)

@overloaded
@inline
def count_nonzero(input, dim=None):
    """How many elements are not 0."""
    return prim.sum(prim.cast(_truth(input), int64), _axes(dim, _rank(input)))
