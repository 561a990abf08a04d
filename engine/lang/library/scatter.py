# Tensors with some elements replaced or added to, by index.

# Where the index says, the elements of src: the last one of several.
@inline
def _scattered(x, at, src, axis):
    last = prim.last_at(at, axis, prim.shape(x))
    return prim.where(last < 0, x, prim.gather(_fitted(src, x, axis), clamp_min(last, 0), axis))

# src as large as x, but along the axis; what is added is never looked at.
@inline
def _fitted(src, x, axis):
    rank = _rank(x)
    missing = [0 if i == axis else prim.shape(x)[i] - prim.shape(src)[i] for i in range(rank)]
    zeros = [0] * rank
    return src if missing == zeros else prim.pad(src, zeros, missing, zeros)

# The part of src that an index takes.
@inline
def _used_part(src, at):
    return prim.slice(src, [0] * _rank(at), prim.shape(at), [1] * _rank(at))

@inline
def _source(name, input, at, src):
    if not _is_tensor(src):
        return prim.full(prim.shape(at), src, prim.dtype(input))
    if prim.dtype(input) != prim.dtype(src):
        prim.fail("dtype", name + "(): Expected self.dtype to be equal to src.dtype")
    x = _as_row(src)
    _need_fit(at, x, None, "src")
    return _used_part(x, at)

@inline
def _need_reduction(name, reduce):
    if reduce not in ("sum", "prod", "mean", "amax", "amin"):
        prim.fail("runtime", "reduce argument must be either sum, prod, mean, amax or amin, got "
            + str(reduce) + ".")

# How many elements of the index fall on each element of x.
@inline
def _hits(at, axis, x):
    return prim.scatter_add(prim.full(prim.shape(at), 1, int64), at, axis, prim.shape(x))

# Every element of src, along a new axis before `axis`, beside every element of x along that, but
# `neutral` where the index does not take one to the other.
@inline
def _beside(x, at, src, axis, neutral):
    rank = _rank(x)
    n = prim.shape(x)[axis]
    zeros = [0] * rank
    missing = [0 if i == axis else prim.shape(x)[i] - prim.shape(at)[i] for i in range(rank)]
    index = prim.pad(at + 1, zeros, missing, zeros) - 1
    wide = list(prim.shape(index))
    wide = wide[:axis] + [1] + wide[axis:]
    places = prim.reshape(prim.progression(0, 1, n, int64), [n] + [1] * (rank - axis))
    chosen = prim.eq(prim.reshape(index, wide), places)
    return prim.where(chosen, prim.reshape(prim.pad(src, zeros, missing, zeros), wide), neutral)

@inline
def _least(x):
    return -inf if _kind(x) == "float" else 0 if prim.dtype(x) == uint8 else (
        -(2 ** (8 * x.element_size() - 2)) * 2)

@inline
def _most(x):
    return inf if _kind(x) == "float" else 255 if prim.dtype(x) == uint8 else (
        2 ** (8 * x.element_size() - 2) - 1 + 2 ** (8 * x.element_size() - 2))

# x with the elements of src that fall on each of its elements reduced, together with it or not.
@inline
def _combined(x, at, src, axis, reduce, with_self):
    hits = _hits(at, axis, x)
    if reduce in ("sum", "mean"):
        total = prim.scatter_add(src, at, axis, prim.shape(x))
        total = x + total if with_self else prim.where(prim.eq(hits, 0), x, total)
        if reduce == "sum":
            return total
        count = hits + 1 if with_self else clamp_min(hits, 1)
        count = prim.cast(count, prim.dtype(x))
        return total / count if _kind(x) == "float" else prim.floor_divide(total, count)
    if reduce == "prod":
        product = prod(_beside(x, at, src, axis, 1), axis + 1)
        product = _cast(product, prim.dtype(x))
        return x * product if with_self else prim.where(prim.eq(hits, 0), x, product)
    one = _resized(x, axis, 1)
    neutral = _least(x) if reduce == "amax" else _most(x)
    all = _beside(x, at, src, axis, neutral)
    if with_self:
        whole = list(prim.shape(x))
        all = prim.concat([all, prim.reshape(x, whole[:axis + 1] + [1] + whole[axis + 1:])],
            axis + 1)
    found = prim.amax(all, [axis + 1]) if reduce == "amax" else prim.amin(all, [axis + 1])
    return found if with_self else prim.where(prim.eq(hits, 0), x, found)

@overloaded
@grad_fn("ScatterBackward" + ("0" if _is_tensor(src) else "1") if reduce is None
    else "ScatterReduceBackward0")
def scatter(input, dim, index, src=None, *, value=None, reduce=None):
    """input with elements of src, or a value, put at their index along dim."""
    given = value if src is None else src
    axis = _axis(dim, _rank(input))
    x = _as_row(input)
    at = _as_row(_need_index("scatter", index))
    if numel(index) == 0:
        return input
    _need_fit(at, x, axis, "self")
    used = _source("scatter", input, at, given)
    if reduce is None:
        result = _scattered(x, at, used, axis)
    elif reduce in ("add", "multiply"):
        result = _combined(x, at, used, axis, "sum" if reduce == "add" else "prod", True)
    else:
        prim.fail("runtime", "reduce argument must be either add or multiply.")
    return prim.reshape(result, prim.shape(input))

def scatter_reduce(input, dim, index, src, reduce, *, include_self=True):
    """input with the elements of src at their index along dim reduced."""
    axis = _axis(dim, _rank(input))
    _need_reduction("scatter_reduce", reduce)
    x = _as_row(input)
    at = _as_row(_need_index("scatter", index))
    if numel(index) == 0:
        return input
    _need_fit(at, x, axis, "self")
    used = _source("scatter", input, at, src)
    return prim.reshape(_combined(x, at, used, axis, reduce, include_self), prim.shape(input))

# An index vector along an axis as an index of the shape of the slices that it takes.
@inline
def _wide_index(name, index, axis, source):
    if _rank(index) > 1:
        prim.fail("index", name + "(): Index is supposed to be a vector, but got dim: "
            + str(_rank(index)))
    at = _need_index(name, index)
    if _rank(source) > 0 and numel(index) != prim.shape(source)[axis]:
        prim.fail("index", name + "(): Number of indices (" + str(numel(index))
            + ") should be equal to source.size(dim): (" + str(prim.shape(source)[axis])
            + "), for dim: " + str(axis))
    x = _as_row(source)
    line = prim.reshape(at, [numel(index) if i == axis else 1 for i in range(_rank(x))])
    return prim.expand(line, prim.shape(x))

@inline
def _need_same_type(name, input, source):
    if prim.dtype(input) != prim.dtype(source):
        prim.fail("dtype", name + "(): self and source expected to have the same dtype, but got "
            "(self) " + _type_name(input) + " and (source) " + _type_name(source))

def index_add(input, dim, index, source, *, alpha=1):
    """input with alpha times the slices of source added at an index along dim."""
    axis = _axis(dim, _rank(input))
    _need_same_type("index_add", input, source)
    at = _wide_index("index_add", index, axis, source)
    parts = _as_row(source)
    added = prim.scatter_add(parts, at, axis, prim.shape(_as_row(input)))
    added = prim.reshape(added, prim.shape(input))
    return input + (added if alpha == 1 else alpha * added)

def index_copy(input, dim, index, source):
    """input with the slices of source put at an index along dim."""
    axis = _axis(dim, _rank(input))
    _need_same_type("index_copy", input, source)
    at = _wide_index("index_copy", index, axis, source)
    return prim.reshape(_scattered(_as_row(input), at, _as_row(source), axis), prim.shape(input))

@fills
@overloaded
@grad_fn("IndexFillBackward" + ("1" if _is_tensor(value) else "0"))
def index_fill(input, dim, index, value):
    """input with a number put into the slices at an index along dim."""
    axis = _axis(dim, _rank(input))
    x = _as_row(input)
    sizes = [numel(index) if i == axis else 1 for i in range(_rank(x))]
    at = prim.reshape(_need_index("index_fill", index), sizes)
    n = prim.shape(x)[axis]
    at = prim.where(at < 0, at + n, at)
    whole = [n if i == axis else 1 for i in range(_rank(x))]
    chosen = prim.last_at(at, axis, whole) >= 0
    number = _cast(value, prim.dtype(x)) if _is_tensor(value) else (
        prim.full([], value, prim.dtype(x)))
    return prim.reshape(prim.where(chosen, number, x), prim.shape(input))

def index_reduce(input, dim, index, source, reduce, *, include_self=True):
    """input with the slices of source at an index along dim reduced."""
    axis = _axis(dim, _rank(input))
    _need_reduction("index_reduce", reduce)
    at = _wide_index("index_reduce", index, axis, source)
    result = _combined(_as_row(input), at, _as_row(source), axis, reduce, include_self)
    return prim.reshape(result, prim.shape(input))

# The indices of several dimensions as one of all elements of those.
@inline
def _joint_index(x, indices):
    index = prim.full([], 0, int64)
    for i, at in enumerate(indices):
        n = prim.shape(x)[i]
        at = _index_tensor(at)
        index = index * n + prim.where(at < 0, at + n, at)
    return index

def index_put(input, indices, values, accumulate=False):
    """input with values put at, or added to, the elements at indices of its first dimensions."""
    index = _joint_index(input, indices)
    k = len(indices)
    rest = list(prim.shape(input))[k:]
    count = _count(input, range(k))
    width = _count(input, range(k, _rank(input)))
    n = numel(index)
    x = prim.reshape(input, [count, width])
    wide = prim.expand(_cast(values, prim.dtype(input)), list(prim.shape(index)) + rest)
    parts = prim.reshape(wide, [n, width])
    at = prim.expand(prim.reshape(index, [n, 1]), [n, width])
    if accumulate:
        result = x + prim.scatter_add(parts, at, 0, [count, width])
    else:
        result = _scattered(x, at, parts, 0)
    return prim.reshape(result, prim.shape(input))

def put(input, index, source, accumulate=False):
    """input with the elements of source put at, or added to, those of the flattened input."""
    n = numel(input)
    flat = prim.reshape(input, [n])
    at = prim.reshape(_need_index("put", index), [numel(index)])
    at = prim.where(at < 0, at + n, at)
    parts = prim.reshape(source, [numel(source)])
    if accumulate:
        result = flat + prim.scatter_add(parts, at, 0, [n])
    else:
        result = _scattered(flat, at, parts, 0)
    return prim.reshape(result, prim.shape(input))

# The n-th element of source goes to the n-th true element of mask.
def masked_scatter(input, mask, source):
    """input with the elements of source put in order where mask is true."""
    if prim.dtype(input) != prim.dtype(source):
        prim.fail("dtype", "masked_scatter: expected self and source to have same dtypes but got "
            + _type_name(input) + " and " + _type_name(source))
    whole = prim.shape(prim.where(mask, input, input))
    n = _count_of(whole)
    flat = prim.reshape(prim.expand(mask, whole), [n])
    place = prim.where(flat, prim.cumsum(prim.cast(flat, int64), 0) - 1, 0)
    if numel(source) == 0:
        return input
    picked = prim.gather(prim.reshape(source, [numel(source)]), place, 0)
    return prim.where(mask, prim.reshape(picked, whole), input)

# An end of a slice among n elements.
@inline
def _place(at, n):
    return max(min(at + n if at < 0 else at, n), 0)

@inline
def _count_of(sizes):
    count = 1
    for n in sizes:
        count = count * n
    return count

# x with a part of it, start : start + count * step along an axis, replaced.
@inline
def _replaced(x, axis, start, step, part):
    rank = _rank(x)
    n = prim.shape(x)[axis]
    count = prim.shape(part)[axis]
    if count == 0:
        return x
    low = [start if i == axis else 0 for i in range(rank)]
    between = [step - 1 if i == axis else 0 for i in range(rank)]
    high = [n - start - (count - 1) * step - 1 if i == axis else 0 for i in range(rank)]
    taken = prim.full(_resized(x, axis, count), 1, int64)
    return prim.where(prim.ne(prim.pad(taken, low, high, between), 0),
        prim.pad(part, low, high, between), x)

def select_scatter(input, src, dim, index):
    """input with src in place of the slice at index along dim."""
    axis = _axis(dim, _rank(input))
    n = prim.shape(input)[axis]
    if index < -n or index >= n:
        prim.fail("index", "select(): index " + str(index) + " out of range for tensor of size "
            + _text(prim.shape(input)) + " at dimension " + str(axis))
    if list(prim.shape(src)) != _without(input, [axis]):
        prim.fail("shape_mismatch", "expected src to have a size equal to the slice of self. "
            "src size = " + _text(prim.shape(src)) + ", slice size = "
            + _text(_without(input, [axis])))
    part = prim.reshape(src, _resized(input, axis, 1))
    return _replaced(input, axis, index + n if index < 0 else index, 1, part)

def slice_scatter(input, src, dim=0, start=None, end=None, step=1):
    """input with src in place of the slice start:end:step along dim."""
    axis = _axis(dim, _rank(input))
    n = prim.shape(input)[axis]
    first = _place(0 if start is None else start, n)
    last = max(_place(n if end is None else end, n), first)
    count = (last - first + step - 1) // step
    if list(prim.shape(src)) != _resized(input, axis, count):
        prim.fail("shape_mismatch", "expected src to have a size equal to the slice of self. "
            "src size = " + _text(prim.shape(src)) + ", slice size = "
            + _text(_resized(input, axis, count)))
    return _replaced(input, axis, first, step, src)

# The diagonal of the last two dimensions, as positions of those taken as one.
@inline
def _diagonal_index(n, m, offset):
    count = max(min(n, m - offset) if offset >= 0 else min(n + offset, m), 0)
    return prim.progression(offset if offset >= 0 else -offset * m, m + 1, count, int64)

# x of n * m places in its last dimension with those of a diagonal replaced.
@inline
def _on_diagonal(x, src, n, m, offset):
    at = _diagonal_index(n, m, offset)
    sizes = list(prim.shape(src))
    wide = prim.expand(prim.reshape(at, [1] * (len(sizes) - 1) + [numel(at)]), sizes)
    return _scattered(x, wide, src, _rank(x) - 1) if numel(src) > 0 else x

def diagonal_scatter(input, src, offset=0, dim1=0, dim2=1):
    """input with src in place of a diagonal of two dimensions."""
    rank = _rank(input)
    a = _axis(dim1, rank)
    b = _axis(dim2, rank)
    front = _without_axes(rank, (a, b))
    moved = prim.permute(input, front + [a, b])
    sizes = list(prim.shape(moved))
    n, m = sizes[-2:]
    x = _on_diagonal(prim.reshape(moved, sizes[:-2] + [n * m]), src, n, m, offset)
    order = front + [a, b]
    back = [[i for i in range(rank) if order[i] == axis][0] for axis in range(rank)]
    return prim.permute(prim.reshape(x, sizes), back)

def diag_embed(input, offset=0, dim1=-2, dim2=-1):
    """Matrices, in two new dimensions, with the last dimension as a diagonal."""
    rank = _rank(input) + 1
    a = _axis(dim1, rank)
    b = _axis(dim2, rank)
    if a == b:
        prim.fail("runtime", "diagonal dimensions cannot be identical " + str(dim1) + ", "
            + str(dim2))
    sizes = list(prim.shape(input))
    side = sizes[-1] + abs(offset)
    zeros = prim.full(sizes[:-1] + [side * side], 0, prim.dtype(input))
    x = prim.reshape(_on_diagonal(zeros, input, side, side, offset), sizes[:-1] + [side, side])
    front = [i for i in range(rank) if i not in (a, b)]
    order = front + [a, b]
    back = [[i for i in range(rank) if order[i] == axis][0] for axis in range(rank)]
    return prim.permute(x, back)

@grad_fn("DiagEmbedBackward0")
def diagflat(input, offset=0):
    """The matrix with the elements of input as a diagonal."""
    return diag_embed(prim.reshape(input, [numel(input)]), offset)
