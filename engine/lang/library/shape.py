# Shapes, and the same elements in another arrangement.

@property
@inline
def shape(input):
    """The sizes of all dimensions."""
    return prim.shape(input)

@property
@inline
def dtype(input):
    """The type of the elements."""
    return prim.dtype(input)

@property
@inline
def ndim(input):
    """The number of dimensions."""
    return _rank(input)

@method
@inline
def size(input, dim=None):
    """The sizes of all dimensions, or of one."""
    return prim.shape(input) if dim is None else prim.shape(input)[_axis(dim, _rank(input))]

@method
@inline
def dim(input):
    """The number of dimensions."""
    return _rank(input)

@method
@inline
def ndimension(input):
    """The number of dimensions."""
    return _rank(input)

@inline
def numel(input):
    """The number of elements."""
    return _count(input, range(_rank(input)))

@method
@inline
def nelement(input):
    """The number of elements."""
    return numel(input)

@method
@inline
def element_size(input):
    """Bytes of an element."""
    return prim.dtype(input).itemsize

@inline
def is_floating_point(input):
    """Whether the elements are floating-point numbers."""
    return _kind(input) == "float"

@python
@inline
def is_tensor(obj):
    """Whether obj is a tensor."""
    return _is_tensor(obj)

@inline
def _text(sizes):
    return str(list(sizes))

# Sizes with one -1 filled in.
@inline
def _sizes(input, shape):
    total = numel(input)
    sizes = list(shape) if _is_list(shape) else [shape]
    known = 1
    for n in sizes:
        if prim.kind(n) != "int":
            prim.fail("type", "a size must be an int, not " + prim.kind(n))
        if n < -1:
            prim.fail("runtime", "invalid shape dimension " + str(n))
        known = known * (1 if n == -1 else n)
    missing = [i for i in range(len(sizes)) if sizes[i] == -1]
    if len(missing) > 1:
        prim.fail("runtime", "only one dimension can be inferred")
    if len(missing) == 1 and known > 0 and total % known == 0:
        sizes[missing[0]] = total // known
        known = total
    if known != total or -1 in sizes:
        prim.fail("shape_mismatch", "shape '" + _text(shape if _is_list(shape) else [shape])
            + "' is invalid for input of size " + str(total))
    return sizes

@view
@inline
@variadic("shape")
@grad_fn("ViewBackward0")
def reshape(input, shape):
    """The same elements, row-major, in another shape; one size may be -1."""
    return prim.reshape(input, _sizes(input, shape))

@overloaded
@view("only")
@inline
@method
@variadic("shape")
def view(input, shape):
    """The same elements, row-major, in another shape; one size may be -1."""
    if prim.kind(shape) == "torch.dtype":
        prim.fail("unsupported", "view(dtype)", "x.to(dtype) converts the elements")
    return prim.reshape(input, _sizes(input, shape))

@view
@inline
@method
@grad_fn("ViewBackward0")
def view_as(input, other):
    """The same elements in the shape of other."""
    return prim.reshape(input, _sizes(input, prim.shape(other)))

@view
@inline
@method
@grad_fn("ViewBackward0")
def reshape_as(input, other):
    """The same elements in the shape of other."""
    return prim.reshape(input, _sizes(input, prim.shape(other)))

@plain
def flatten(input, start_dim=0, end_dim=-1):
    """The dimensions from start_dim to end_dim as one."""
    flat = _flatten(input, start_dim, end_dim)
    return input if prim.shape(flat) == prim.shape(input) else flat

@view
@inline
@grad_fn("ViewBackward0")
def _flatten(input, start_dim, end_dim):
    first = _axis(start_dim, _rank(input))
    last = _axis(end_dim, _rank(input))
    if first > last:
        prim.fail("runtime", "flatten() has invalid args: start_dim cannot come after end_dim")
    sizes = list(prim.shape(input))
    count = _count(input, range(first, min(last + 1, len(sizes))))
    return prim.reshape(input, sizes[:first] + [count] + sizes[last + 1:])

@view
@inline
@grad_fn("ViewBackward0")
def ravel(input):
    """All elements in one dimension."""
    return prim.reshape(input, [numel(input)])

@view
@inline
@variadic("dims")
def permute(input, dims):
    """Dimensions in another order."""
    if len(dims) != _rank(input):
        prim.fail("shape_mismatch", "permute(sparse_coo): number of dimensions in the tensor input "
            "does not match the length of the desired ordering of dimensions i.e. input.dim() = "
            + str(_rank(input)) + " is not equal to len(dims) = " + str(len(dims)))
    axes = [_axis(d, _rank(input)) for d in dims]
    for i, axis in enumerate(axes):
        if axis in axes[:i]:
            prim.fail("runtime", "permute(): duplicate dims are not allowed.")
    return prim.permute(input, axes)

@inline
def _swapped(input, dim0, dim1):
    rank = _rank(input)
    a = _axis(dim0, rank)
    b = _axis(dim1, rank)
    return prim.permute(input, [b if i == a else a if i == b else i for i in range(rank)])

@view
@inline
def transpose(input, dim0, dim1):
    """Two dimensions swapped."""
    return _swapped(input, dim0, dim1)

@view
@inline
@grad_fn("TransposeBackward0")
def swapaxes(input, axis0, axis1):
    """Two dimensions swapped."""
    return _swapped(input, axis0, axis1)

@view
@inline
def t(input):
    """The transpose of a matrix; a vector stays as it is."""
    if _rank(input) > 2:
        prim.fail("shape_mismatch", "t() expects a tensor with <= 2 dimensions, but self is "
            + str(_rank(input)) + "D")
    return input if _rank(input) < 2 else prim.permute(input, [1, 0])

@view
@property
@inline
@grad_fn("PermuteBackward0")
def T(input):
    """Dimensions in reverse order."""
    return prim.permute(input, list(reversed(range(_rank(input)))))

@inline
def _matrices_swapped(name, input):
    if _rank(input) == 0:
        return input
    if _rank(input) < 2:
        prim.fail("shape_mismatch",
            "tensor." + name + " is only supported on matrices or batches of matrices. Got "
            + str(_rank(input)) + "-D tensor.")
    return _swapped(input, -2, -1)

@view
@property
@inline
@grad_fn("TransposeBackward0")
def mT(input):
    """The last two dimensions swapped."""
    return _matrices_swapped("mT", input)

@inline
def _without_axes(rank, axes):
    return [i for i in range(rank) if i not in axes]

@inline
def _moved(name, dims, rank):
    axes = [_axis(d, rank) for d in (dims if _is_list(dims) else [dims])]
    for i in range(len(axes)):
        if axes[i] in axes[:i]:
            prim.fail("runtime", "movedim: repeated dim in `" + name + "` (" + _text(dims) + ")")
    return axes

@overloaded
@view
@inline
@grad_fn("PermuteBackward0")
def movedim(input, source, destination):
    """Dimensions moved to other places, the rest staying in order."""
    rank = _rank(input)
    moved = _moved("source", source, rank)
    places = _moved("destination", destination, rank)
    if len(moved) != len(places):
        prim.fail("shape_mismatch", "movedim: Invalid source or destination dims: source ("
            + _text(moved) + " dims) should contain the same number of dims as destination ("
            + _text(places) + " dims)")
    rest = _without_axes(rank, moved)
    order = []
    for place in range(rank):
        if place in places:
            order.append(moved[[i for i in range(len(places)) if places[i] == place][0]])
        else:
            order.append(rest[len([i for i in range(place) if i not in places])])
    return prim.permute(input, order)

@overloaded
@view
@inline
@grad_fn("SqueezeBackward0" if dim is None else "SqueezeBackward1")
def squeeze(input, dim=None):
    """Without the dimensions of size 1, or those of them named by dim."""
    sizes = prim.shape(input)
    ones = [i for i in _axes(dim, len(sizes)) if sizes[i] == 1]
    return prim.reshape(input, _without(input, ones))

@view
@inline
def unsqueeze(input, dim):
    """With a dimension of size 1 put in at dim."""
    axis = _axis(dim, _rank(input) + 1)
    sizes = list(prim.shape(input))
    return prim.reshape(input, sizes[:axis] + [1] + sizes[axis:])

@view
@inline
@method
@variadic("size")
def expand(input, size):
    """Broadcast to a size; -1 keeps that of a dimension."""
    old = list(prim.shape(input))
    size = list(_size(size))
    lead = len(size) - len(old)
    if lead < 0:
        prim.fail("shape_mismatch", "expand(" + _text(old) + ", size=" + _text(size)
            + "): the number of sizes provided (" + str(len(size))
            + ") must be greater or equal to the number of dimensions in the tensor ("
            + str(len(old)) + ")")
    for i in reversed(range(lead, len(size))):
        if size[i] not in (-1, old[i - lead]) and old[i - lead] != 1:
            prim.fail("shape_mismatch", "The expanded size of the tensor (" + str(size[i])
                + ") must match the existing size (" + str(old[i - lead])
                + ") at non-singleton dimension " + str(i) + ".  Target sizes: " + _text(size)
                + ".  Tensor sizes: " + _text(old))
    return prim.expand(input, size[:lead] + [m if n == -1 else n for m, n in zip(old, size[lead:])])

@view
@inline
@variadic("size")
@grad_fn("ExpandBackward0")
def broadcast_to(input, size):
    """Broadcast to a size."""
    return input.expand(size)

@view
@inline
@method
@grad_fn("ExpandBackward0")
def expand_as(input, other):
    """Broadcast to the size of other."""
    return input.expand(prim.shape(other))

@method
@variadic("repeats")
def repeat(input, repeats):
    """Copies side by side, so many along each dimension."""
    lead = len(repeats) - _rank(input)
    if lead < 0:
        prim.fail("shape_mismatch", "Number of dimensions of repeat dims can not be smaller than "
            "number of dimensions of tensor")
    sizes = [1] * lead + list(prim.shape(input))
    x = prim.reshape(input, _joined([[1, n] for n in sizes]))
    x = prim.expand(x, _joined([[r, n] for r, n in zip(repeats, sizes)]))
    return prim.reshape(x, [r * n for r, n in zip(repeats, sizes)])

@variadic("dims")
@grad_fn("RepeatBackward0")
def tile(input, dims):
    """Copies side by side, so many along each dimension, the last ones if fewer are given."""
    return input.repeat([1] * (_rank(input) - len(dims)) + list(dims))

@inline
def _joined(lists):
    return [x for x in _concatenated(lists)]

@inline
def _concatenated(lists):
    result = []
    for items in lists:
        result = result + items
    return result

@inline
@variadic("dims")
def flip(input, dims):
    """Reversed along dims."""
    empty = _is_list(dims) and len(dims) == 0
    return prim.flip(input, [] if empty else _axes(dims, _rank(input)))

def roll(input, shifts, dims=None):
    """Elements moved by shifts along dims, those that leave coming back on the other side."""
    if dims is None:
        flat = _rolled(prim.reshape(input, [numel(input)]), shifts, 0)
        return prim.reshape(flat, prim.shape(input))
    x = input
    shifts = shifts if _is_list(shifts) else [shifts]
    dims = dims if _is_list(dims) else [dims]
    if len(shifts) != len(dims):
        prim.fail("shape_mismatch", "shifts and dimensions must align. shifts: " + str(len(shifts))
            + ", dims:" + str(len(dims)))
    for n, d in zip(shifts, dims):
        x = _rolled(x, n, _axis(d, _rank(x)))
    return x

@inline
def _rolled(x, shift, axis):
    n = prim.shape(x)[axis]
    k = 0 if n == 0 else shift % n
    return x if k == 0 else prim.concat([_part(x, axis, n - k, k), _part(x, axis, 0, n - k)], axis)

# `count` elements from `start` on along one axis.
@inline
def _part(x, axis, start, count, step=1):
    rank = _rank(x)
    starts = [start if i == axis else 0 for i in range(rank)]
    steps = [step if i == axis else 1 for i in range(rank)]
    return prim.slice(x, starts, _resized(x, axis, count), steps)

@inline
def _same_dtype(tensors):
    for x in tensors:
        if not _is_tensor(x):
            prim.fail("type", "expected Tensor as element of argument 0, but got " + prim.kind(x))
        if prim.dtype(x) != prim.dtype(tensors[0]):
            return False
    return True

@inline
def _need_list(name, tensors):
    if not _is_list(tensors):
        prim.fail("type", name
            + "(): argument 'tensors' (position 1) must be tuple of Tensors, not "
            + prim.kind(tensors))
    if len(tensors) == 0:
        if name != "cat":
            prim.fail("runtime", name + " expects a non-empty TensorList")
        prim.fail("value", "torch.cat(): expected a non-empty list of Tensors")

@inline
def _common(tensors):
    if _same_dtype(tensors):
        return tensors
    return [_cast(x, prim.result_type(*tensors)) for x in tensors]

@inline
def cat(tensors, dim=0):
    """Tensors one after the other along dim."""
    _need_list("cat", tensors)
    whole = _common([x for x in tensors if prim.shape(x) != (0,)] or tensors)
    first = prim.shape(whole[0])
    if len(first) == 0:
        prim.fail("shape_mismatch",
            "zero-dimensional tensor (at position 0) cannot be concatenated", "stack joins scalars")
    axis = _axis(dim, len(first))
    for k, x in enumerate(whole):
        if _rank(x) != len(first):
            prim.fail("shape_mismatch", "Tensors must have same number of dimensions: got "
                + str(len(first)) + " and " + str(_rank(x)))
        for i, n in enumerate(prim.shape(x)):
            if i != axis and n != first[i]:
                prim.fail("shape_mismatch", "Sizes of tensors must match except in dimension "
                    + str(axis) + ". Expected size " + str(first[i]) + " but got size " + str(n)
                    + " for tensor number " + str(k) + " in the list.")
    return prim.concat(whole, axis)

@inline
@grad_fn("CatBackward0")
def concat(tensors, dim=0):
    """Tensors one after the other along dim."""
    return cat(tensors, dim)

@inline
@grad_fn("CatBackward0")
def concatenate(tensors, dim=0):
    """Tensors one after the other along dim."""
    return cat(tensors, dim)

def stack(tensors, dim=0):
    """Tensors of one shape side by side along a new dimension."""
    _need_list("stack", tensors)
    whole = _common(tensors)
    first = prim.shape(whole[0])
    axis = _axis(dim, len(first) + 1)
    for k, x in enumerate(whole):
        if prim.shape(x) != first:
            prim.fail("shape_mismatch", "stack expects each tensor to be equal size, but got "
                + _text(first) + " at entry 0 and " + _text(prim.shape(x)) + " at entry " + str(k))
    sizes = list(first[:axis]) + [1] + list(first[axis:])
    return prim.concat([prim.reshape(x, sizes) for x in whole], axis)

@grad_fn("CatBackward0")
def hstack(tensors):
    """Tensors side by side: along the second dimension, or the only one."""
    _need_list("hstack", tensors)
    whole = [prim.reshape(x, [1]) if _rank(x) == 0 else x for x in tensors]
    return cat(whole, 0 if _rank(whole[0]) == 1 else 1)

@grad_fn("CatBackward0")
def vstack(tensors):
    """Tensors one below the other."""
    _need_list("vstack", tensors)
    return cat([x if _rank(x) > 1 else prim.reshape(x, [1, numel(x)]) for x in tensors], 0)

@view
def unbind(input, dim=0):
    """The slices along dim as a tuple."""
    axis = _axis(dim, _rank(input))
    return tuple([_row(input, axis, i) for i in range(prim.shape(input)[axis])])

@python
@view
def split(input, split_size_or_sections, dim=0):
    """Parts along dim, of one size or of given sizes."""
    return _split(input, split_size_or_sections, dim)

@inline
def _split(input, sizes, dim):
    axis = _axis(dim, _rank(input))
    n = prim.shape(input)[axis]
    if not _is_list(sizes):
        if sizes < 0:
            prim.fail("runtime", "split expects split_size be non-negative, but got split_size="
                + str(sizes))
        if sizes == 0 and n > 0:
            prim.fail("runtime", "split_size can only be 0 if dimension size is 0, but got dimension "
                "size of " + str(n))
        if n == 0:
            return (input,)
        sizes = [min(sizes, n - i) for i in range(0, n, sizes)]
    if sum(sizes) != n:
        prim.fail("runtime", "split_with_sizes expects split_sizes to sum exactly to " + str(n)
            + " (input tensor's size at dimension " + str(axis) + "), but got split_sizes="
            + _text(sizes))
    parts = []
    start = 0
    for k in sizes:
        parts.append(_part(input, axis, start, k))
        start = start + k
    return tuple(parts)

@view
@grad_fn("SplitBackward0")
def chunk(input, chunks, dim=0):
    """At most so many parts of equal size along dim."""
    n = prim.shape(input)[_axis(dim, _rank(input))]
    if chunks < 1:
        prim.fail("runtime", "chunk expects `chunks` to be greater than 0, got: " + str(chunks))
    return _split(input, max((n + chunks - 1) // chunks, 1), dim)

def tril(input, diagonal=0):
    """The lower triangle of matrices, zeros above."""
    zero = prim.full([], 0, prim.dtype(input))
    return prim.where(_triangle("tril", input) >= -diagonal, input, zero)

def triu(input, diagonal=0):
    """The upper triangle of matrices, zeros below."""
    zero = prim.full([], 0, prim.dtype(input))
    return prim.where(_triangle("triu", input) <= -diagonal, input, zero)

# Row number minus column number.
@inline
def _triangle(name, x):
    if _rank(x) < 2:
        prim.fail("shape_mismatch", name + ": input tensor must have at least 2 dimensions")
    n, m = prim.shape(x)[-2:]
    return prim.reshape(prim.progression(0, 1, n, int64), [n, 1]) - prim.progression(0, 1, m, int64)

# Elements (0, 0), (1, 1), … of matrices are one row and one apart.
@inline
def _diagonal(x, offset):
    sizes = list(prim.shape(x))
    n, m = sizes[-2:]
    count = max(min(n, m - offset) if offset >= 0 else min(n + offset, m), 0)
    start = offset if offset >= 0 else -offset * m
    rows = prim.reshape(x, sizes[:-2] + [n * m])
    return _part(rows, len(sizes) - 2, start if count > 0 else 0, count, m + 1)

@view
def diagonal(input, offset=0, dim1=0, dim2=1):
    """The diagonals of the matrices in two dimensions, along a new last one."""
    rank = _rank(input)
    a = _axis(dim1, rank)
    b = _axis(dim2, rank)
    if a == b:
        prim.fail("runtime", "diagonal dimensions cannot be identical " + str(dim1) + ", "
            + str(dim2))
    return _diagonal(prim.permute(input, _without_axes(rank, (a, b)) + [a, b]), offset)

@grad_fn("DiagonalBackward0_copy" if _rank(input) == 2 else "DiagEmbedBackward0")
def diag(input, diagonal=0):
    """The diagonal of a matrix, or the matrix with a vector as its diagonal."""
    if _rank(input) == 2:
        return _diagonal(input, diagonal)
    if _rank(input) != 1:
        prim.fail("shape_mismatch", "diag(): Supports 1D or 2D tensors. Got " + str(_rank(input))
            + "D")
    n = prim.shape(input)[0]
    side = n + abs(diagonal)
    below = max(-diagonal, 0)
    right = max(diagonal, 0)
    rows = prim.pad(prim.reshape(input, [n, 1]), [0, 0], [0, n], [0, 0])
    square = prim.reshape(_part(prim.reshape(rows, [n * (n + 1)]), 0, 0, n * n), [n, n])
    return prim.pad(square, [below, right], [side - n - below, side - n - right], [0, 0])

def trace(input):
    """Sum of the diagonal of a matrix."""
    if _rank(input) != 2:
        prim.fail("shape_mismatch", "trace: expected a matrix, but got tensor with dim "
            + str(_rank(input)))
    return prim.sum(_diagonal(input, 0), [0])

# A value written to elements of another tensor: broadcast to its shape, dimensions of 1 in front of
# it left out.
@inline
def _expand_to(x, like):
    sizes = prim.shape(like)
    while _rank(x) > len(sizes) and prim.shape(x)[0] == 1:
        x = prim.reshape(x, list(prim.shape(x))[1:])
    if _rank(x) > len(sizes):
        prim.fail("shape_mismatch", "shape mismatch: value tensor of shape "
            + _text(prim.shape(x)) + " cannot be broadcast to indexing result of shape "
            + _text(sizes))
    for n, m in zip(list(prim.shape(x))[::-1], list(sizes)[::-1]):
        if n != 1 and n != m:
            prim.fail("shape_mismatch", "The expanded size of the tensor (" + str(m)
                + ") must match the existing size (" + str(n) + ") at non-singleton dimension "
                + str(len(sizes) - 1) + ".  Target sizes: " + _text(sizes) + ".  Tensor sizes: "
                + _text(prim.shape(x)))
    return x if prim.shape(x) == sizes else prim.expand(x, sizes)
