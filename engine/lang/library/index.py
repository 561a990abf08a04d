# Elements by index. Each index takes up a dimension of the operand, but None and ... .

@view
def select(input, dim, index):
    """The slice at index along dim, which vanishes."""
    if _rank(input) == 0:
        prim.fail("index", "select() cannot be applied to a 0-dim tensor.")
    axis = _axis(dim, _rank(input))
    n = prim.shape(input)[axis]
    if index < -n or index >= n:
        prim.fail("index", "index " + str(index) + " is out of bounds for dimension " + str(axis)
            + " with size " + str(n))
    return _row(input, axis, index + n if index < 0 else index)

@inline
def _row(x, axis, index):
    return prim.reshape(_part(x, axis, index, 1), _without(x, [axis]))

@inline
def _need_scalar_start(start):
    if _rank(start) > 0 or _kind(start) != "int":
        prim.fail("type", "start must be an 0-dim integral Tensor.")

@overloaded
@view
@inline
@grad_fn("SliceBackward0")
def narrow(input, dim, start, length):
    """`length` slices from start on along dim."""
    axis = _axis(dim, _rank(input))
    n = prim.shape(input)[axis]
    if _is_tensor(start):
        _need_scalar_start(start)
        every = prim.progression(0, 1, max(min(length, n), 0), int64) + _cast(start, int64)
        return _pick(input, [axis], [prim.where(start < 0, every + n, every)])
    first = start + n if start < 0 else start
    if first < 0 or length < 0 or first + length > n:
        prim.fail("runtime", "start (" + str(start) + ") + length (" + str(length)
            + ") exceeds dimension size (" + str(n) + ").")
    return _part(input, axis, first, length)

@view
@inline
@grad_fn("SliceBackward0")
def _slice(x, axis, item):
    start, count, step = prim.slice_bounds(item, prim.shape(x)[axis])
    if step < 0:
        prim.fail("value", "step must be greater than zero", "flip(x, [dim]) reverses")
    return _part(x, axis, start if count > 0 else 0, count, step)

# Whether a slice takes all: between others it leaves no trace on the tape.
@inline
def _takes_all(item, size):
    start, count, step = prim.slice_bounds(item, size)
    return count == size and step == 1

@inline
def _is_run(item):
    return prim.kind(item) == "range"

@inline
def _index_tensor(item):
    index = prim.constant(item, None) if _is_list(item) else item
    if numel(index) == 0 and _is_list(item):
        return prim.full([0], 0, int64)
    if _kind(index) == "bool" or prim.dtype(index) == uint8:
        prim.fail("unsupported", "indexing by a mask: the result's shape would depend on values",
            "where(mask, x, 0) keeps the shape")
    if prim.dtype(index) not in (int32, int64):
        prim.fail("index", "tensors used as indices must be long, int, byte or bool tensors",
            "write i.long(), or give the input as {'dtype': 'int64', 'data': ...}")
    return _cast(index, int64)

@inline
def _used(items):
    used = 0
    for item in items:
        used = used + (0 if item is None or item is ... else 1)
    return used

# A list that holds more than numbers is read as a tuple.
@inline
def _is_tuple(index):
    if prim.kind(index) == "list":
        return not all([_is_number(item) for item in index])
    return prim.kind(index) == "tuple"

@view
@grad_fn("AliasBackward0")
def _alias(x):
    return x

@view("some")
@inline
def __getitem__(input, index):
    """input[index]."""
    if _is_run(index):
        index = list(index)
    items = list(index) if _is_tuple(index) else [index]
    if _rank(input) == 0 and _used(items) > 0:
        prim.fail("index", "invalid index of a 0-dim tensor. Use `tensor.item()` in Python "
            "or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number")
    if _used(items) > _rank(input):
        prim.fail("index", "too many indices for tensor of dimension " + str(_rank(input)))
    rest = _rank(input) - _used(items)
    x = input
    axis = 0
    picks = []
    if prim.kind(index) == "slice":
        return _slice(x, 0, index)
    for item in items:
        if _is_run(item):
            item = list(item)
        if item is None:
            x = unsqueeze(x, axis)
            axis = axis + 1
        elif item is ...:
            axis = axis + rest
        elif prim.kind(item) == "int":
            x = select(x, axis, item)
        elif prim.kind(item) == "slice":
            x = x if _takes_all(item, prim.shape(x)[axis]) else _slice(x, axis, item)
            axis = axis + 1
        elif _is_tensor(item) and _rank(item) == 0:
            x = _pick(x, [axis], [_index_tensor(item)])
        elif _is_tensor(item) or _is_list(item):
            picks.append((axis, _index_tensor(item)))
            axis = axis + 1
        elif prim.kind(item) == "bool":
            prim.fail("unsupported", "indexing by True or False")
        else:
            if prim.kind(item) == "str":
                prim.fail("type", "new(): invalid data type 'str'")
            prim.fail("index", "only integers, slices (`:`), ellipsis (`...`), None and long "
                "or byte Variables are valid indices (got " + prim.kind(item) + ")")
    if len(picks) > 0:
        return _pick(x, [a for a, i in picks], [i for a, i in picks])
    return _alias(x) if x is input else x

# Axes that indices pick from are brought to the front and made one; the picked one then goes to
# where they were if they stood side by side, to the front if not. An index out of range stays so
# when several are made one.
@grad_fn("SelectBackward0" if len(indices) == 1 and _rank(indices[0]) == 0 else "IndexBackward0")
def _pick(x, axes, indices):
    sizes = list(prim.shape(x))
    others = [i for i in range(len(sizes)) if i not in axes]
    side_by_side = axes[-1] - axes[0] == len(axes) - 1
    where_to = axes[0] if side_by_side else 0
    index = prim.full([], 0, int64)
    total = 1
    wrong = prim.full([], False, torch.bool)
    for a, i in zip(axes, indices):
        n = sizes[a]
        index = index * n + prim.where(i < 0, i + n, i)
        wrong = wrong | (i < -n) | (i >= n)
        total = total * n
    if len(indices) > 1:
        index = prim.where(wrong, total, index)
    count = numel(index)
    rest = _count(x, others)
    table = prim.reshape(prim.permute(x, axes + others), [total, rest])
    wide = prim.expand(prim.reshape(index, [count, 1]), [count, rest])
    picked = prim.gather(table, wide, 0)
    picked = prim.reshape(picked, list(prim.shape(index)) + [sizes[i] for i in others])
    front = list(range(_rank(index)))
    rest = [len(front) + i for i in range(len(others))]
    return prim.permute(picked, rest[:where_to] + front + rest[where_to:])

# PyTorch takes int32 and int64; an index without elements may be of any type.
@inline
def _need_index(name, index):
    if prim.dtype(index) not in (int32, int64) and numel(index) > 0:
        prim.fail("dtype", name + "(): Expected dtype int32/int64 for index",
            "index.long() converts")
    return _cast(index, int64)

@plain
def index_select(input, dim, index):
    """The slices of input along dim at each index of a vector."""
    try:
        return _index_select(input, dim, index)
    except IndexError as error:
        _refuse_index(error, "index", "index out of range in self")

@grad_fn("IndexSelectBackward0")
def _index_select(input, dim, index):
    axis = _axis(dim, _rank(input))
    if _rank(index) > 1:
        prim.fail("index", "index_select(): Index is supposed to be a vector")
    at = prim.reshape(_need_index("index_select", index), [numel(index)])
    at = prim.where(at < 0, prim.shape(_as_row(input))[axis], at)
    if _rank(input) > 0:
        return _pick(input, [axis], [at])
    if numel(index) != 1:
        prim.fail("index", "index_select(): Index to scalar can have only 1 value, got "
            + str(numel(index)) + " value(s)")
    return prim.reshape(_pick(prim.reshape(input, [1]), [0], [at]), [])

# A tensor without dimensions counts as one of one element.
@inline
def _as_row(x):
    return prim.reshape(x, [1]) if _rank(x) == 0 else x

# An index is no larger than x, but along the axis.
@inline
def _need_fit(index, x, axis, what):
    if _rank(index) != _rank(x):
        prim.fail("shape_mismatch",
            "Index tensor must have the same number of dimensions as " + what + " tensor")
    for i, n in enumerate(prim.shape(index)):
        if i != axis and n > prim.shape(x)[i]:
            prim.fail("shape_mismatch", "Size does not match at dimension " + str(i)
                + " expected index " + _text(prim.shape(index)) + " to be no larger than " + what
                + " " + _text(prim.shape(x)) + " apart from dimension " + str(axis))

# What to say of an index that is out of range, in place of what x[index] says.
@plain
def _refuse_index(error, kind, message):
    if "is out of bounds for dimension" in str(error):
        prim.fail(kind, message)
    raise error

@plain
def gather(input, dim, index):
    """Elements picked along dim by an index of the result's shape."""
    try:
        return _gather(input, dim, index)
    except IndexError as error:
        _refuse_index(error, "runtime", str(error))

@inline(_rank(input) > 0 and _rank(input) == _rank(index))
@grad_fn("GatherBackward0")
def _gather(input, dim, index):
    axis = _axis(dim, _rank(input))
    x = _as_row(input)
    at = _as_row(_need_index("gather", index))
    if numel(index) == 0:
        return prim.full(prim.shape(index), 0, prim.dtype(x))
    _need_fit(at, x, axis, "self")
    picked = prim.gather(x, at, axis)
    return picked if _rank(index) > 0 else prim.reshape(picked, [])

def take(input, index):
    """Elements of the flattened input."""
    return _pick(prim.reshape(input, [numel(input)]), [0], [_index_tensor(index)])

@inline(dim is not None and prim.shape(input) == prim.shape(indices))
@grad_fn("GatherBackward0")
def take_along_dim(input, indices, dim=None):
    """Elements picked along dim, or from all, by indices of the result's shape."""
    if prim.dtype(indices) != int64:
        prim.fail("dtype", "torch.take_along_dim(): dtype of indices should be Long but got "
            + str(prim.dtype(indices)))
    if dim is None:
        flat = prim.reshape(indices, [numel(indices)])
        return prim.gather(prim.reshape(input, [numel(input)]), flat, 0)
    if _rank(input) != _rank(indices):
        prim.fail("shape_mismatch", "torch.take_along_dim(): input and indices should have the "
            "same number of dimensions, but got " + str(_rank(input))
            + " dimensions for input, and " + str(_rank(indices)) + " dimensions for indices")
    axis = _axis(dim, _rank(input))
    sizes = [n if m == 1 else m for n, m in zip(prim.shape(input), prim.shape(indices))]
    wide = prim.expand(indices, [m if i == axis else n
        for i, (n, m) in enumerate(zip(sizes, prim.shape(indices)))])
    whole = prim.expand(input, [n if i == axis else m
        for i, (n, m) in enumerate(zip(prim.shape(input), sizes))])
    return prim.gather(whole, wide, axis)

def scatter_add(input, dim, index, src):
    """input with the elements of src added at their index along dim."""
    axis = _axis(dim, _rank(input))
    if prim.dtype(input) != prim.dtype(src):
        prim.fail("dtype", "scatter(): Expected self.dtype to be equal to src.dtype")
    x = _as_row(input)
    at = _as_row(_need_index("scatter", index))
    if numel(index) == 0:
        return input
    parts = _as_row(src)
    _need_fit(at, x, axis, "self")
    _need_fit(at, parts, None, "src")
    zeros = [0] * _rank(x)
    used = prim.slice(parts, zeros, prim.shape(at), [1] * _rank(x))
    added = prim.scatter_add(used, at, axis, prim.shape(x))
    return input + prim.reshape(added, prim.shape(input))

@fills
@overloaded
@grad_fn("MaskedFillBackward" + ("1" if _is_tensor(value) else "0"))
def masked_fill(input, mask, value):
    """input, but value where mask is true."""
    if _is_tensor(value) and _rank(value) > 0:
        prim.fail("shape_mismatch", "masked_fill_ only supports a 0-dimensional value tensor, but "
            "got tensor with " + str(_rank(value)) + " dimension(s).")
    if _kind(mask) != "bool":
        prim.fail("dtype", "masked_fill_ only supports boolean masks, but got mask with dtype "
            + str(prim.dtype(mask))[6:])
    return prim.where(mask, _cast(value, prim.dtype(input)) if _is_tensor(value)
        else prim.full([], value, prim.dtype(input)), input)

# What depends on the values of tensors: shapes are known only when there are elements.
@plain
def nonzero(input, *, as_tuple=False):
    """The indices of elements that are not 0: (count, rank), or a vector for each dimension."""
    found = prim.data_shape("nonzero", [input])[0]
    return tuple(unbind(found, 1)) if as_tuple else found

@plain
def argwhere(input):
    """The indices of elements that are not 0."""
    return nonzero(input)

@plain
def masked_select(input, mask):
    """The elements of input where mask is true, in one dimension."""
    if prim.dtype(mask) != torch.bool:
        prim.fail("runtime", "masked_select: expected BoolTensor for mask")
    pair = broadcast_tensors(input, mask)
    return _masked_select(pair[0], nonzero(pair[1], as_tuple=True))

@grad_fn("MaskedSelectBackward0")
def _masked_select(x, columns):
    return _pick(x, list(range(_rank(x))), list(columns)) if _rank(x) > 0 else (
        _pick(prim.reshape(x, [1]), [0], list(columns)))

@python
@plain
def unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None):
    """The different elements, or slices along dim, in ascending order."""
    return _unique(input, False, return_inverse, return_counts, dim)

@python
@plain
def unique_consecutive(input, return_inverse=False, return_counts=False, dim=None):
    """Without the elements, or slices along dim, that equal the one before."""
    return _unique(input, True, return_inverse, return_counts, dim)

@plain
def _unique(input, consecutive, return_inverse, return_counts, dim):
    axis = -1 if dim is None else _axis(dim, _rank(input))
    first, inverse, counts = prim.data_shape("unique", [input], axis, consecutive)
    x = prim.detach(input)
    kinds = take(x, first) if dim is None else index_select(x, axis, first)
    result = [kinds]
    if return_inverse:
        result.append(inverse)
    if return_counts:
        result.append(counts)
    return result[0] if len(result) == 1 else tuple(result)

@plain
def bincount(input, weights=None, minlength=0):
    """How often each number from 0 on occurs, or the sum of their weights."""
    operands = [input] if weights is None else [input, weights]
    return prim.data_shape("bincount", operands, -1, False, minlength)[0]

# Masks become the indices of what they mark; a whole number without dimensions becomes an int.
@plain
def _without_masks(input, index):
    items = list(index) if prim.kind(index) == "tuple" else [index]
    plain_items = []
    axis = 0
    for item in items:
        if _is_list(item) and len(item) > 0 and all([prim.kind(i) == "bool" for i in item]):
            item = prim.constant(item, None)
        if not _is_tensor(item) or prim.dtype(item) not in (torch.bool, uint8):
            whole = _is_tensor(item) and _rank(item) == 0 and _kind(item) == "int"
            plain_items.append(prim.item(item) if whole else item)
            axis = axis + (0 if item is None or item is ... else 1)
            continue
        for i, n in enumerate(prim.shape(item)):
            if axis + i >= _rank(input) or prim.shape(input)[axis + i] != n:
                prim.fail("index", "The shape of the mask " + _text(prim.shape(item)) + " at index "
                    + str(i) + " does not match the shape of the indexed tensor "
                    + _text(prim.shape(input)) + " at index " + str(axis + i))
        for column in nonzero(item, as_tuple=True):
            plain_items.append(column)
        axis = axis + _rank(item)
    return tuple(plain_items) if prim.kind(index) == "tuple" or len(plain_items) != 1 else (
        plain_items[0])

# The elements of value put at an index that picks.
@plain
def _put_at(input, index, value):
    places = prim.reshape(prim.progression(0, 1, numel(input), int64), prim.shape(input))[index]
    flat = prim.reshape(places, [numel(places)])
    return _put_in(input, flat, prim.reshape(_expand_to(value, places), [numel(places)]))

@grad_fn("IndexPutBackward0")
def _put_in(input, places, values):
    flat = prim.reshape(input, [numel(input)])
    return prim.reshape(_scattered(flat, places, values, 0), prim.shape(input))
