# Sorting, selection by rank, and scans. Elements are chosen by indices that come from the values;
# derivatives go where the elements came from.

# Indices along an axis in the order of the elements; those of a tensor without dimensions are 0.
@inline
def _order(x, axis, descending):
    return prim.full([], 0, int64) if _rank(x) == 0 else prim.argsort(x, axis, descending)

@inline
def _take(x, index, axis):
    return x if _rank(x) == 0 else prim.gather(x, index, axis)

@overloaded
def sort(input, dim=-1, descending=False, stable=False):
    """The elements in order along dim, with their indices. Equal ones stay in theirs."""
    axis = _axis(dim, _rank(input))
    index = _order(input, axis, descending)
    return prim.named("sort", ("values", "indices"), (_take(input, index, axis), index))

@grad_fn("SortBackward0")
def msort(input):
    """The elements in order along the first dimension."""
    return sort(input, 0)[0]

@overloaded
@inline
def argsort(input, dim=-1, descending=False, stable=False):
    """The indices that put the elements in order along dim."""
    return _order(input, _axis(dim, _rank(input)), descending)

def topk(input, k, dim=-1, largest=True, sorted=True):
    """The k largest or smallest elements along dim, in order, with their indices."""
    if _kind(input) == "bool":
        prim.fail("dtype", "topk does not support bool dtypes on CPU")
    axis = _axis(dim, _rank(input))
    n = prim.shape(input)[axis] if _rank(input) > 0 else 1
    if k < 0 or k > n:
        prim.fail("runtime", "selected index k out of range")
    if _rank(input) == 0:
        return prim.named("topk", ("values", "indices"), (input, prim.full([], 0, int64)))
    index = _part(prim.argsort(input, axis, largest), axis, 0, k)
    return prim.named("topk", ("values", "indices"), (prim.gather(input, index, axis), index))

def kthvalue(input, k, dim=-1, keepdim=False):
    """The k-th smallest element along dim, with its index."""
    _refuse_bool("kthvalue_cpu", input)
    axis = _axis(dim, _rank(input))
    n = prim.shape(input)[axis] if _rank(input) > 0 else 1
    if k < 1 or k > n:
        prim.fail("runtime", "kthvalue(): selected number k out of range for dimension " + str(axis))
    return _ranked("kthvalue", input, k - 1, axis, keepdim)

# The element that so many others precede in order along an axis; NaN is the largest.
@inline
def _ranked(name, x, place, axis, keepdim):
    if _rank(x) == 0:
        return _picked(name, x, prim.full([], 0, int64), axis, keepdim)
    index = _part(prim.argsort(x, axis, False), axis, place, 1)
    return _picked(name, x, prim.reshape(index, _without(x, [axis])), axis, keepdim)

# The first NaN stands for all if there is one.
@inline
def _median_index(x, axis):
    n = prim.shape(x)[axis]
    middle = prim.reshape(_part(prim.argsort(x, axis, False), axis, (n - 1) // 2, 1),
        _without(x, [axis]))
    wrong = prim.ne(x, x)
    return prim.where(prim.amax(wrong, [axis]), prim.argmax(wrong, axis), middle)

# Of the m elements that are numbers, the one at (m - 1) // 2.
@inline
def _nanmedian_index(x, axis):
    count = prim.sum(prim.cast(prim.eq(x, x), int64), [axis])
    place = clamp_min(prim.floor_divide(count - 1, 2), 0)
    wide = prim.reshape(place, _resized(x, axis, 1))
    return prim.reshape(prim.gather(prim.argsort(x, axis, False), wide, axis), prim.shape(place))

# Elements equal to the middle one share its derivative where there is no dimension to take an
# index along.
@inline
def _median(name, index, input, dim, keepdim):
    _refuse_bool("median_cpu", input)
    if dim is not None:
        axis = _axis(dim, _rank(input))
        if _rank(input) == 0:
            return _picked(name, input, prim.full([], 0, int64), axis, keepdim)
        _need_elements(name, input, axis)
        return _picked(name, input, index(input, axis), axis, keepdim)
    flat = prim.reshape(input, [numel(input)])
    if numel(input) == 0:
        return prim.full([], nan if _kind(input) == "float" else 0, prim.dtype(input))
    value = _picked(name, flat, index(flat, 0), 0, False)[0]
    if _kind(input) != "float":
        return value
    value = prim.detach(value)
    equal = prim.eq(flat, value)
    share = prim.where(equal & isfinite(flat), flat - prim.detach(flat), 0.0)
    return value + prim.sum(share, [0]) / prim.sum(prim.cast(equal, prim.dtype(flat)), [0])

@inline
def _need_elements(name, x, axis):
    if prim.shape(x)[axis] == 0:
        prim.fail("index", name + "(): Expected reduction dim " + str(axis)
            + " to have non-zero size.")

@overloaded
@grad_fn("MedianBackward0" if dim is None else "MedianBackward1")
def median(input, dim=None, keepdim=False):
    """The middle element, the lower one of two; NaN if there is one."""
    return _median("median", _median_index, input, dim, keepdim)

@overloaded
@grad_fn("NanmedianBackward0" if dim is None else "NanmedianBackward1")
def nanmedian(input, dim=None, keepdim=False):
    """The middle one of the elements that are not NaN, the lower one of two."""
    return _median("nanmedian", _nanmedian_index, input, dim, keepdim)

# Of n equal elements the last one stands for them, as in a sorted line.
def mode(input, dim=-1, keepdim=False):
    """The most frequent element along dim, the smallest of several, with an index of it."""
    axis = _axis(dim, _rank(input))
    if _rank(input) == 0:
        return _picked("mode", input, prim.full([], 0, int64), axis, keepdim)
    _need_elements("mode", input, axis)
    order = prim.argsort(input, axis, False)
    x = prim.detach(prim.gather(input, order, axis))
    n = prim.shape(x)[axis]
    sizes = list(prim.shape(x))
    rows = prim.reshape(x, sizes[:axis + 1] + [1] + sizes[axis + 1:])
    columns = prim.reshape(x, sizes[:axis] + [1] + sizes[axis:])
    counts = prim.sum(prim.cast(prim.eq(rows, columns), int64), [axis + 1])
    first = _kept(prim.argmax(counts, axis), x, [axis], True)
    most = _kept(prim.amax(counts, [axis]), x, [axis], True)
    last = prim.gather(order, first + clamp_min(most - 1, 0), axis)
    return _picked("mode", input, prim.reshape(last, _without(x, [axis])), axis, keepdim)

def aminmax(input, *, dim=None, keepdim=False):
    """The smallest and the largest element, or those along dim."""
    axes = _axes(dim, _rank(input)) if dim is None else [_axis(dim, _rank(input))]
    axes = axes if _rank(input) > 0 else []
    least = prim.amin(input, axes)
    most = prim.amax(input, axes)
    if dim is not None or keepdim:
        least = _kept(least, input, axes, keepdim)
        most = _kept(most, input, axes, keepdim)
    return prim.named("aminmax", ("min", "max"), (least, most))

@inline
def _need_interpolation(interpolation):
    if interpolation not in ("linear", "lower", "higher", "midpoint", "nearest"):
        prim.fail("runtime", "quantile() interpolation must be one of linear, lower, higher, "
            "midpoint or nearest, but got " + str(interpolation))

# x in order along its last axis, `last` the index of its last number there; q a row of fractions.
@inline
def _quantiles(x, q, last, interpolation):
    place = prim.reshape(q, [1] * (_rank(x) - 1) + [numel(q)]) * prim.cast(last, prim.dtype(x))
    below = prim.floor(place)
    if interpolation == "lower":
        place = below
    if interpolation == "higher":
        place = prim.ceil(place)
    if interpolation == "nearest":
        place = prim.round(place)
    down = prim.detach(prim.floor(place))
    part = 0.5 if interpolation == "midpoint" else place - down
    sizes = _resized(x, _rank(x) - 1, numel(q))
    low = prim.gather(x, prim.expand(prim.cast(down, int64), sizes), _rank(x) - 1)
    high = prim.gather(x, prim.expand(prim.cast(prim.ceil(place), int64), sizes), _rank(x) - 1)
    return prim.where(prim.eq(place, down), low, low + (high - low) * part)

@inline
def _quantile(name, input, q, dim, keepdim, interpolation, skip):
    if _kind(input) != "float":
        prim.fail("dtype", name + "() input tensor must be either float or double dtype")
    _need_interpolation(interpolation)
    row = q if _is_tensor(q) else prim.full([], q, prim.dtype(input))
    if prim.dtype(row) != prim.dtype(input):
        prim.fail("dtype", name + "() q tensor must be same dtype as the input tensor")
    if _rank(row) > 1:
        prim.fail("shape_mismatch", name + "() q must be a scalar or 1D tensor")
    if _is_number(q) and (q < 0 or q > 1):
        prim.fail("runtime", name + "() q must be in the range [0, 1] but got " + str(q))
    x = prim.reshape(input, [numel(input)]) if dim is None else input
    x = _as_row(x)
    axis = 0 if dim is None else _axis(dim, _rank(input))
    rank = _rank(x)
    x = prim.permute(x, _without_axes(rank, [axis]) + [axis])
    if prim.shape(x)[-1] == 0:
        prim.fail("shape_mismatch", name + "() input tensor must be non-empty")
    ordered = prim.gather(x, prim.argsort(x, rank - 1, False), rank - 1)
    numbers = prim.sum(prim.cast(prim.eq(x, x), int64), [rank - 1])
    last = clamp_min(_kept(numbers, x, [rank - 1], True) - 1, 0) if skip else prim.shape(x)[-1] - 1
    last = last if skip else prim.full([1] * rank, last, int64)
    result = _quantiles(ordered, row, last, interpolation)
    if not skip:
        whole = prim.eq(_kept(numbers, x, [rank - 1], True), prim.shape(x)[-1])
        result = prim.where(whole, result, nan)
    sizes = list(prim.shape(result))[:-1]
    if keepdim and dim is None:
        sizes = [1] * _rank(input)
    elif keepdim and _rank(input) > 0:
        sizes = sizes[:axis] + [1] + sizes[axis:]
    moved = prim.permute(result, [rank - 1] + list(range(rank - 1)))
    return prim.reshape(moved, list(prim.shape(row)) + sizes)

@overloaded
@grad_fn("SqueezeBackward4")
def quantile(input, q, dim=None, keepdim=False, *, interpolation="linear"):
    """The elements that parts q of all precede, interpolated; NaN if there is one."""
    return _quantile("quantile", input, q, dim, keepdim, interpolation, False)

@overloaded
@grad_fn("SqueezeBackward4")
def nanquantile(input, q, dim=None, keepdim=False, *, interpolation="linear"):
    """quantile() of the elements that are not NaN."""
    return _quantile("nanquantile", input, q, dim, keepdim, interpolation, True)

@inline
def _scanned(name, found, input, dim):
    axis = _axis(dim, _rank(input))
    index = prim.full([], 0, int64) if _rank(input) == 0 else found(input, axis)
    return prim.named(name, ("values", "indices"), (_take(input, index, axis), index))

def cummax(input, dim):
    """The largest of the elements up to each one along dim, with its index."""
    return _scanned("cummax", prim.cumargmax, input, dim)

def cummin(input, dim):
    """The smallest of the elements up to each one along dim, with its index."""
    return _scanned("cummin", prim.cumargmin, input, dim)

@inline(_rank(input) > 0)
def cumsum(input, dim, *, dtype=None):
    """Sums of the elements up to each one along dim."""
    axis = _axis(dim, _rank(input))
    x = _cast(input, _sum_dtype(input, dtype))
    return prim.cumsum(x, axis) if _rank(x) > 0 else x

# In float64, as PyTorch does for float32.
def cumprod(input, dim, *, dtype=None):
    """Products of the elements up to each one along dim."""
    kind = _sum_dtype(input, dtype)
    x = _cast(_cast(input, kind), float64 if kind == float32 else kind)
    return _cast(_scan(prim.mul, x, dim, 1), kind)

def logcumsumexp(input, dim):
    """log(cumsum(exp(input), dim)) without overflow."""
    _need_float("logcumsumexp", input)
    return _scan(logaddexp, input, dim, -inf)

# Scans over windows of 1, 2, 4, … elements: no order of derivative divides.
@inline
def _scan(combine, x, dim, neutral):
    axis = _axis(dim, _rank(x))
    if _rank(x) == 0:
        return x
    n = prim.shape(x)[axis]
    width = 1
    while width < n:
        before = prim.full(_resized(x, axis, width), neutral, prim.dtype(x))
        x = combine(x, prim.concat([before, _part(x, axis, 0, n - width)], axis))
        width = 2 * width
    return x

@grad_fn("SubBackward0")
def diff(input, n=1, dim=-1, prepend=None, append=None):
    """Differences of neighbours along dim, n times."""
    axis = _axis(dim, _rank(input))
    if _rank(input) == 0:
        prim.fail("shape_mismatch", "diff expects input to be at least one-dimensional")
    parts = [x for x in (prepend, input, append) if x is not None]
    x = parts[0] if len(parts) == 1 else cat(parts, axis)
    for i in range(n):
        m = max(prim.shape(x)[axis] - 1, 0)
        after = _part(x, axis, min(1, prim.shape(x)[axis]), m)
        before = _part(x, axis, 0, m)
        x = after ^ before if _kind(x) == "bool" else after - before
    return x

# Places among sorted boundaries along the last axis: how many precede each value.
@inline
def _places(sorted_sequence, values, right, dtype):
    rows = prim.reshape(values, list(prim.shape(values)) + [1])
    sizes = list(prim.shape(sorted_sequence))
    one = [] if len(sizes) == 1 else [1]
    edges = prim.reshape(sorted_sequence, sizes[:-1] + one + sizes[-1:])
    before = edges <= rows if right else edges < rows
    before = before | (rows != rows)
    return prim.cast(prim.sum(prim.cast(before, int64), [_rank(before) - 1]), dtype)

@overloaded
@inline
def searchsorted(sorted_sequence, input, *, out_int32=False, right=False, side=None, sorter=None):
    """For each value the index in a sorted sequence where it would keep the order."""
    values = input if _is_tensor(input) else prim.full([], input, prim.dtype(sorted_sequence))
    x = sorted_sequence
    if sorter is not None:
        x = prim.gather(x, sorter, _rank(x) - 1)
    right = right or side == "right"
    return _places(x, values, right, int32 if out_int32 else int64)

@overloaded
@inline
def bucketize(input, boundaries, *, out_int32=False, right=False):
    """For each element the index of the bucket between sorted boundaries that it is in."""
    values = input if _is_tensor(input) else prim.full([], input, prim.dtype(boundaries))
    return _places(boundaries, values, right, int32 if out_int32 else int64)

@overloaded
@inline
def isin(elements, test_elements, *, assume_unique=False, invert=False):
    """Whether each element is one of test_elements."""
    x = elements if _is_tensor(elements) else prim.full([], elements, prim.dtype(test_elements))
    others = test_elements
    if not _is_tensor(others):
        others = prim.full([], others, prim.dtype(x))
    rows = prim.reshape(x, list(prim.shape(x)) + [1])
    same = prim.eq(rows, prim.reshape(others, [numel(others)]))
    found = _extreme(prim.amax, same, [_rank(x)], False)
    return prim.bitwise_not(found) if invert else found

# Bins are equal parts of [min, max], or of the elements' range; what is outside is not counted.
@inline
def histc(input, bins=100, min=0, max=0):
    """How many elements are in each of so many equal bins."""
    _need_float("histc", input)
    x = prim.detach(prim.reshape(input, [numel(input)]))
    low = prim.full([], min, prim.dtype(x))
    high = prim.full([], max, prim.dtype(x))
    if min == max and numel(input) > 0:
        low = prim.amin(x, [0])
        high = prim.amax(x, [0])
    if min > max:
        prim.fail("runtime", "torch.histc: max must be larger than min")
    same = prim.eq(low, high)
    first = prim.where(same, low - 1, low)
    last = prim.where(same, high + 1, high)
    inside = (x >= first) & (x <= last)
    place = prim.floor((prim.where(inside, x, first) - first) * bins / (last - first))
    place = clamp_max(prim.cast(place, int64), bins - 1)
    counts = prim.scatter_add(prim.cast(inside, int64), place, 0, [bins])
    return prim.cast(counts, prim.dtype(x))
