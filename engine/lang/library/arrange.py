# The same elements in another arrangement: what is less common than the operators of shape.py.

@view
@property
@inline
@grad_fn("TransposeBackward0" if _rank(input) == 2 else "PermuteBackward0")
def H(input):
    """The transpose of a matrix."""
    if _rank(input) not in (0, 2):
        prim.fail("shape_mismatch", "tensor.H is only supported on matrices (2-D tensors). Got "
            + str(_rank(input)) + "-D tensor.", "mH is for batches of matrices")
    return input if _rank(input) == 0 else prim.permute(input, [1, 0])

@view
@property
@inline
@grad_fn("TransposeBackward0")
def mH(input):
    """The last two dimensions swapped."""
    return _matrices_swapped("mH", input)

@view
@inline
@method
@grad_fn("TransposeBackward0")
def adjoint(input):
    """The last two dimensions swapped."""
    return _swapped(input, -2, -1)

@view
@inline
@grad_fn("TransposeBackward0")
def swapdims(input, dim0, dim1):
    """Two dimensions swapped."""
    return _swapped(input, dim0, dim1)

@overloaded
@view
@inline
@grad_fn("PermuteBackward0")
def moveaxis(input, source, destination):
    """Dimensions moved to other places, the rest staying in order."""
    return movedim(input, source, destination)

@view
@inline
@grad_fn("ViewBackward0")
def unflatten(input, dim, sizes):
    """A dimension as several, of which one size may be -1."""
    axis = _axis(dim, _rank(input))
    whole = list(prim.shape(input))
    n = whole[axis]
    parts = list(sizes) if _is_list(sizes) else [sizes]
    known = 1
    for k in parts:
        known = known * (1 if k == -1 else k)
    parts = [n // max(known, 1) if k == -1 else k for k in parts]
    if _count_of(parts) != n:
        prim.fail("shape_mismatch", "unflatten: Provided sizes " + _text(sizes)
            + " don't multiply up to the size of dim " + str(axis) + " (" + str(n)
            + ") in the input tensor")
    return prim.reshape(input, whole[:axis] + parts + whole[axis + 1:])

# Windows overlap, so elements are gathered.
@method
def unfold(input, dimension, size, step):
    """Windows of a size along a dimension, a step apart, each in a new last dimension."""
    axis = _axis(dimension, _rank(input))
    x = _as_row(input)
    n = prim.shape(x)[axis]
    if size > n:
        prim.fail("shape_mismatch", "maximum size for tensor at dimension " + str(axis) + " is "
            + str(n) + " but size is " + str(size))
    if step <= 0:
        prim.fail("runtime", "step is " + str(step) + " but must be > 0")
    count = (n - size) // step + 1
    rows = prim.reshape(prim.progression(0, step, count, int64), [count, 1])
    at = prim.reshape(rows + prim.progression(0, 1, size, int64), [count * size])
    sizes = [count * size if i == axis else k for i, k in enumerate(prim.shape(x))]
    line = prim.reshape(at, [count * size if i == axis else 1 for i in range(_rank(x))])
    picked = prim.gather(x, prim.expand(line, sizes), axis)
    split = prim.reshape(picked, sizes[:axis] + [count, size] + sizes[axis + 1:])
    order = [i for i in range(_rank(x) + 1) if i != axis + 1] + [axis + 1]
    result = prim.permute(split, order)
    return prim.reshape(result, [size]) if _rank(input) == 0 else result

@overloaded
@view
@grad_fn("SliceBackward0")
def hsplit(input, indices_or_sections):
    """Parts side by side: along the second dimension, or the only one."""
    return tensor_split(input, indices_or_sections, 0 if _rank(input) == 1 else 1)

@overloaded
@view
@grad_fn("SliceBackward0")
def vsplit(input, indices_or_sections):
    """Parts one below the other: along the first dimension."""
    return tensor_split(input, indices_or_sections, 0)

@overloaded
@view
@grad_fn("SliceBackward0")
def dsplit(input, indices_or_sections):
    """Parts along the third dimension."""
    return tensor_split(input, indices_or_sections, 2)

@overloaded
@plain
def tensor_split(input, indices_or_sections, dim=0):
    """Parts along dim: so many of about equal size, or between indices."""
    cuts = indices_or_sections
    return _cut(input, prim.list(cuts) if _is_tensor(cuts) else cuts, dim)

@view
@inline
@grad_fn("SliceBackward0")
def _cut(input, cuts, dim):
    axis = _axis(dim, _rank(input))
    n = prim.shape(input)[axis]
    if not _is_list(cuts):
        if cuts < 1:
            prim.fail("runtime", "number of sections must be larger than 0, got " + str(cuts))
        size = n // cuts
        more = n % cuts
        cuts = [(i + 1) * size + min(i + 1, more) for i in range(cuts - 1)]
    ends = [0] + [_place(c, n) for c in cuts] + [n]
    parts = []
    for i in range(len(ends) - 1):
        count = max(ends[i + 1] - ends[i], 0)
        parts.append(_part(input, axis, ends[i] if count > 0 else 0, count))
    return tuple(parts)

@view
@grad_fn("SplitWithSizesBackward0")
def split_with_sizes(input, split_sizes, dim=0):
    """Parts of given sizes along dim."""
    return _split(input, split_sizes, dim)

@view
@grad_fn("SplitBackward0")
def unsafe_split(input, split_size, dim=0):
    """Parts of one size along dim."""
    return _split(input, split_size, dim)

@view
@grad_fn("SplitBackward0")
def unsafe_chunk(input, chunks, dim=0):
    """At most so many parts of equal size along dim."""
    return chunk(input, chunks, dim)

@inline
def narrow_copy(input, dim, start, length):
    """`length` slices from start on along dim."""
    return narrow(input, dim, start, length)

@inline
@grad_fn("FlipBackward0")
def fliplr(input):
    """Columns in reverse order."""
    if _rank(input) < 2:
        prim.fail("shape_mismatch", "Input must be >= 2-d.")
    return prim.flip(input, [1])

@inline
@grad_fn("FlipBackward0")
def flipud(input):
    """Rows in reverse order."""
    if _rank(input) < 1:
        prim.fail("shape_mismatch", "Input must be >= 1-d.")
    return prim.flip(input, [0])

def rot90(input, k=1, dims=(0, 1)):
    """Turned k quarters from the first of two dimensions to the second."""
    rank = _rank(input)
    if len(dims) != 2:
        prim.fail("runtime", "expected total rotation dims == 2, but got dims = " + str(len(dims)))
    a = _axis(dims[0], rank)
    b = _axis(dims[1], rank)
    if a == b:
        prim.fail("runtime", "expected rotation dims to be different, but got dim0 = "
            + str(dims[0]) + " and dim1 = " + str(dims[1]))
    turn = k % 4
    if turn == 0:
        return input
    if turn == 2:
        return prim.flip(input, [a, b])
    return _swapped(prim.flip(input, [b if turn == 1 else a]), a, b)

# One tensor or several, with at least so many dimensions.
@inline
def _each(f, tensors):
    return f(tensors) if _is_tensor(tensors) else tuple([f(x) for x in tensors])

@inline
def _one(x):
    return prim.reshape(x, [1]) if _rank(x) == 0 else x

@inline
def _two(x):
    return x if _rank(x) > 1 else prim.reshape(x, [1, numel(x)])

@inline
def _three(x):
    if _rank(x) > 2:
        return x
    sizes = list(prim.shape(x))
    return prim.reshape(x, sizes + [1] if _rank(x) == 2 else [1, numel(x), 1])

@python
@inline
@variadic("tensors")
@grad_fn("ViewBackward0")
def atleast_1d(tensors):
    """With at least one dimension."""
    return _each(_one, tensors)

@python
@inline
@variadic("tensors")
@grad_fn("UnsqueezeBackward0")
def atleast_2d(tensors):
    """With at least two dimensions."""
    return _each(_two, tensors)

@python
@inline
@variadic("tensors")
@grad_fn("UnsqueezeBackward0")
def atleast_3d(tensors):
    """With at least three dimensions."""
    return _each(_three, tensors)

@grad_fn("CatBackward0")
def dstack(tensors):
    """Tensors one behind the other: along the third dimension."""
    _need_list("dstack", tensors)
    return cat([_three(x) for x in tensors], 2)

@grad_fn("CatBackward0")
def column_stack(tensors):
    """Tensors side by side, vectors as columns."""
    return cat([x if _rank(x) > 1 else prim.reshape(x, [numel(x), 1]) for x in tensors], 1)

@grad_fn("CatBackward0")
def row_stack(tensors):
    """Tensors one below the other."""
    return cat([_two(x) for x in tensors], 0)

@inline
def _broadcast_sizes(shapes):
    rank = max([len(sizes) for sizes in shapes] + [0])
    result = [1] * rank
    for sizes in shapes:
        lead = rank - len(sizes)
        for i, n in enumerate(sizes):
            if n != 1 and result[lead + i] not in (1, n):
                prim.fail("shape_mismatch",
                    "Shape mismatch: objects cannot be broadcast to a single shape")
            if n != 1:
                result[lead + i] = n
    return result

@python
@view
@inline
@variadic("tensors")
def broadcast_tensors(tensors):
    """Tensors broadcast to one shape."""
    all = [tensors] if _is_tensor(tensors) else tensors
    sizes = _broadcast_sizes([prim.shape(x) for x in all])
    return tuple([x.expand(sizes) for x in all])

@python
@inline
@variadic("shapes")
def broadcast_shapes(shapes):
    """The shape to which shapes broadcast."""
    all = [s if _is_list(s) else (s,) for s in shapes]
    return prim.size(_broadcast_sizes(all))

@python
@inline
@variadic("tensors")
@grad_fn("ExpandBackward0")
def meshgrid(tensors, *, indexing="ij"):
    """Coordinates of a grid, given those along each of its sides."""
    all = [_one(x) for x in ([tensors] if _is_tensor(tensors) else tensors)]
    for x in all:
        if _rank(x) > 1:
            prim.fail("shape_mismatch", "torch.meshgrid: Expected 0D or 1D tensor in the tensor "
                "list but got a tensor of shape " + _text(prim.shape(x)))
    if indexing not in ("ij", "xy"):
        prim.fail("runtime", "torch.meshgrid: indexing must be one of \"xy\" or \"ij\", "
            "but received: " + indexing)
    swap = indexing == "xy" and len(all) > 1
    order = ([1, 0] + list(range(2, len(all)))) if swap else list(range(len(all)))
    sizes = [numel(all[i]) for i in order]
    grids = []
    for k, x in enumerate(all):
        line = [numel(x) if order[i] == k else 1 for i in range(len(all))]
        grids.append(prim.expand(prim.reshape(x, line), sizes))
    return tuple(grids)

@python
@variadic("tensors")
@grad_fn("StackBackward0")
def cartesian_prod(tensors):
    """All combinations of one element of each vector, as rows."""
    if _is_tensor(tensors):
        return tensors
    grids = meshgrid(tensors)
    return prim.concat([prim.reshape(x, [numel(x), 1]) for x in grids], 1)

# The choices of r of n, in order, as one list of indices.
@inline
def _choices(n, r, again):
    rows = [[]]
    for k in range(r):
        longer = []
        for row in rows:
            first = 0 if k == 0 else row[-1] + (0 if again else 1)
            for i in range(first, n):
                longer.append(row + [i])
        rows = longer
    return rows

@grad_fn("StackBackward0")
def combinations(input, r=2, with_replacement=False):
    """The choices of r elements of a vector, as rows."""
    if _rank(input) != 1:
        prim.fail("shape_mismatch", "Expect a 1D vector, but got shape "
            + _text(prim.shape(input)))
    rows = _choices(prim.shape(input)[0], r, with_replacement)
    if len(rows) == 0 or r == 0:
        return prim.full([0] if r == 0 else [0, r], 0, prim.dtype(input))
    index = prim.constant(rows, int64)
    flat = prim.reshape(index, [len(rows) * r])
    return prim.reshape(prim.gather(input, flat, 0), [len(rows), r])

@python
@variadic("tensors")
def block_diag(tensors):
    """The matrix with matrices along its diagonal."""
    all = [_two(x) for x in ([tensors] if _is_tensor(tensors) else tensors)]
    columns = sum([prim.shape(x)[1] for x in all])
    rows = []
    left = 0
    for x in _common(all):
        right = columns - left - prim.shape(x)[1]
        rows.append(prim.pad(x, [0, left], [0, right], [0, 0]))
        left = left + prim.shape(x)[1]
    return prim.concat(rows, 0)

@inline
def _triangle_places(row, col, offset, below):
    pairs = [[k // col, k % col] for k in range(row * col)]
    if below:
        pairs = [p for p in pairs if p[1] - p[0] <= offset]
    else:
        pairs = [p for p in pairs if p[1] - p[0] >= offset]
    if len(pairs) == 0:
        return prim.full([2, 0], 0, int64)
    return prim.constant([[p[0] for p in pairs], [p[1] for p in pairs]], int64)

@inline
def tril_indices(row, col, offset=0, *, dtype=None, device=None):
    """Rows and columns of the elements of a lower triangle."""
    return _cast(_triangle_places(row, col, offset, True), dtype)

@inline
def triu_indices(row, col, offset=0, *, dtype=None, device=None):
    """Rows and columns of the elements of an upper triangle."""
    return _cast(_triangle_places(row, col, offset, False), dtype)

# A number of repeats for all; those in a list are numbers too.
@grad_fn("ViewBackward0")
def _interleaved(input, repeats, dim):
    x = prim.reshape(input, [numel(input)]) if dim is None else input
    axis = 0 if dim is None else _axis(dim, _rank(input))
    n = prim.shape(x)[axis]
    counts = list(repeats) if _is_list(repeats) else [repeats] * n
    if len(counts) == 1:
        counts = counts * n
    if len(counts) != n:
        prim.fail("shape_mismatch", "repeats must have the same size as input along dim, but got "
            "repeats.size(0) = " + str(len(counts)) + " and input.size(" + str(axis) + ") = "
            + str(n))
    if len([c for c in counts if c < 0]) > 0:
        prim.fail("runtime", "repeats can not be negative")
    places = []
    for i in range(n):
        places = places + [i] * counts[i]
    index = prim.constant(places, int64) if len(places) > 0 else prim.full([0], 0, int64)
    return index_select(x, axis, index)

@overloaded
@plain
def repeat_interleave(input, repeats=None, dim=None, *, output_size=None):
    """Each element, or slice along dim, so many times."""
    if repeats is None:
        return _interleaved(prim.progression(0, 1, numel(input), int64), prim.list(input), 0)
    return _interleaved(input, prim.list(_as_row(repeats)) if _is_tensor(repeats) else repeats, dim)

@inline
@variadic("size")
@method
def new_empty(input, size, *, dtype=None, device=None, requires_grad=False):
    """Zeros of a size and the type of input."""
    return _filled("new_empty", size, 0, prim.dtype(input) if dtype is None else dtype)

@inline
@method
def new_full(input, size, fill_value, *, dtype=None, device=None, requires_grad=False):
    """One number in a size and the type of input."""
    return prim.full(_size(size), fill_value, prim.dtype(input) if dtype is None else dtype)

@inline
@method
def new_tensor(input, data, *, dtype=None, device=None, requires_grad=False):
    """A tensor of numbers in nested lists, of the type of input."""
    return prim.constant(data, prim.dtype(input) if dtype is None else dtype)

@overloaded
@grad_fn("FillBackward" + ("1" if _is_tensor(value) else "0"))
def fill(input, value):
    """One number in the size and type of input."""
    if _is_tensor(value):
        return prim.expand(_cast(value, prim.dtype(input)), prim.shape(input))
    return prim.full(prim.shape(input), value, prim.dtype(input))

@overloaded
@inline
def logspace(start, end, steps, base=10.0, *, dtype=None, device=None, requires_grad=False):
    """base to the powers of so many numbers from start to end, evenly spaced."""
    kind = prim.default_dtype() if dtype is None else dtype
    powers = linspace(start, end, steps, dtype=float64)
    return _cast(prim.pow(prim.full([], base, float64), powers), kind)

@inline
@method
def char(input):
    """Elements as int8."""
    return _converted(input, torch.int8)

@inline
@method
def byte(input):
    """Elements as uint8."""
    return _converted(input, uint8)

@inline
@method
def short(input):
    """Elements as int16."""
    return _converted(input, torch.int16)

# The dtype that the name of a type of tensor says.
@inline
def _named_dtype(name):
    for dtype in (float32, float64, int64, int32, int16, int8, uint8, torch.bool):
        if name == "torch." + _type_name(prim.full([], 0, dtype)) + "Tensor":
            return dtype
    prim.fail("value", "invalid type: '" + name + "'")

@overloaded
@inline
@method
@grad_fn("ToCopyBackward0")
def type(input, dtype=None):
    """Elements of another type; without one the name of the type of the tensor."""
    if dtype is None:
        return "torch." + _type_name(input) + "Tensor"
    return _converted(input, _named_dtype(dtype) if prim.kind(dtype) == "str" else dtype)

@inline
def promote_types(type1, type2):
    """The type that holds the values of both types."""
    return prim.result_type(prim.full([1], 0, type1), prim.full([1], 0, type2))

@inline
def can_cast(from_, to):
    """Whether values of one type may be cast to another in an assignment."""
    a = prim.dtype_kind(from_)
    b = prim.dtype_kind(to)
    return a == "bool" or b == "float" or a == b
