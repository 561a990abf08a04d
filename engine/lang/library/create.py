# Tensors from numbers, and other types of element. device and requires_grad are there so that
# programs can be pasted in: gradients are taken with respect to inputs.

float = float32
double = float64
short = int16
int = int32
long = int64

@inline
def _size(size):
    return size if _is_list(size) else (size,)

# Elements of their own, even if data is a tensor.
@plain
def tensor(data, *, dtype=None, device=None, requires_grad=False):
    """A tensor of numbers in nested lists."""
    if not _is_tensor(data):
        return _leaf(prim.constant(data, dtype), requires_grad)
    own = prim.detach(data)
    return _leaf(_cast(clone(own) if prim.has_elements(data) else own, dtype), requires_grad)

@plain
def as_tensor(data, dtype=None, device=None):
    """A tensor of numbers in nested lists."""
    return _cast(data, dtype) if _is_tensor(data) else prim.constant(data, dtype)

# An array of x.numpy() lies where its tensor does.
@plain
def from_numpy(ndarray):
    """The tensor of which an array is made."""
    return ndarray._values

@inline
def scalar_tensor(s, *, dtype=None):
    """A tensor of one number, without dimensions."""
    return prim.full([], s, prim.default_dtype() if dtype is None else dtype)

@inline
def _need_sizes(name, size):
    for i, n in enumerate(size):
        if prim.kind(n) not in ("int", "bool"):
            prim.fail("type", name + "(): argument 'size' (position 1) must be tuple of ints, "
                + ("not " + prim.kind(n) if i == 0 else "but found element of type "
                + prim.kind(n) + " at pos " + str(i)))
        if n < 0:
            prim.fail("runtime", "Trying to create tensor with negative dimension " + str(n) + ": "
                + str(list(size)))
    return size

@inline
def _filled(name, size, value, dtype):
    kind = prim.default_dtype() if dtype is None else dtype
    return prim.full(_need_sizes(name, _size(size)), value, kind)

@inline
@variadic("size")
def zeros(size, *, dtype=None, device=None, requires_grad=False):
    """Zeros of a size."""
    return _filled("zeros", size, 0, dtype)

@inline
@variadic("size")
def ones(size, *, dtype=None, device=None, requires_grad=False):
    """Ones of a size."""
    return _filled("ones", size, 1, dtype)

@inline
@variadic("size")
def empty(size, *, dtype=None, device=None, requires_grad=False):
    """Zeros of a size."""
    return _filled("empty", size, 0, dtype)

@inline
def full(size, fill_value, *, dtype=None, device=None, requires_grad=False):
    """One number in a size."""
    kind = prim.dtype_kind(prim.result_type(fill_value))
    given = prim.default_dtype() if kind == "float" else int64 if kind == "int" else torch.bool
    return prim.full(_size(size), fill_value, given if dtype is None else dtype)

@inline
def _like(x, value, dtype):
    return prim.full(prim.shape(x), value, prim.dtype(x) if dtype is None else dtype)

@inline
def zeros_like(input, *, dtype=None, device=None, requires_grad=False):
    """Zeros of the size and type of input."""
    return _like(input, 0, dtype)

@inline
def ones_like(input, *, dtype=None, device=None, requires_grad=False):
    """Ones of the size and type of input."""
    return _like(input, 1, dtype)

@inline
def empty_like(input, *, dtype=None, device=None, requires_grad=False):
    """Zeros of the size and type of input."""
    return _like(input, 0, dtype)

@inline
def full_like(input, fill_value, *, dtype=None, device=None, requires_grad=False):
    """One number in the size and type of input."""
    return _like(input, fill_value, dtype)

@inline
@method
@variadic("size")
def new_zeros(input, size, *, dtype=None, device=None, requires_grad=False):
    """Zeros of a size and the type of input."""
    return _filled("new_zeros", size, 0, prim.dtype(input) if dtype is None else dtype)

@inline
@method
@variadic("size")
def new_ones(input, size, *, dtype=None, device=None, requires_grad=False):
    """Ones of a size and the type of input."""
    return _filled("new_ones", size, 1, prim.dtype(input) if dtype is None else dtype)

# The numbers that bounds are, tensors of one element included.
@plain
def _bounds(*given):
    return [prim.item(n) if _is_tensor(n) else n for n in given]

@overloaded
@plain
def arange(start, end=None, step=1, *, dtype=None, device=None, requires_grad=False):
    """Numbers from start (0 if only an end is given) to before end, step apart."""
    first, last, step = _bounds(0 if end is None else start, start if end is None else end, step)
    kinds = [prim.kind(first), prim.kind(last), prim.kind(step)]
    if not all([_is_number(n) for n in (first, last, step)]):
        prim.fail("type", "arange() received an invalid combination of arguments - got ("
            + ", ".join(kinds[1:2] if end is None else kinds[:2])
            + "), but expected one of:")
    if step == 0:
        prim.fail("runtime", "step must be nonzero")
    length = last - first
    if abs(length) == inf or length != length:
        prim.fail("runtime", "unsupported range: " + str(first) + " -> " + str(last))
    if length * step < 0:
        prim.fail("runtime", "upper bound and lower bound inconsistent with step sign")
    whole = "float" not in kinds
    count = (abs(length) + abs(step) - 1) // abs(step) if whole else math.ceil(length / step)
    usual = int64 if whole else prim.default_dtype()
    x = prim.progression(first, step, count, usual if dtype is None else dtype)
    return _leaf(x, requires_grad)

@plain
def range(start=0, end=None, step=1, *, dtype=None, device=None, requires_grad=False):
    """Numbers from start to end, end included, step apart."""
    kind = prim.default_dtype() if dtype is None else dtype
    first, last, step = _bounds(start, end, step)
    if step == 0:
        prim.fail("runtime", "step must be nonzero")
    if (last - first) * step < 0:
        prim.fail("runtime", "upper bound and lower bound inconsistent with step sign")
    count = math.floor((last - first) / step) + 1
    return _leaf(prim.progression(first, step, count, kind), requires_grad)

# The second half is counted from the end, as PyTorch does, so that both ends are exact.
@overloaded
@plain
def linspace(start, end, steps, *, dtype=None, device=None, requires_grad=False):
    """So many numbers from start to end, evenly spaced."""
    if steps < 0:
        prim.fail("runtime", "number of steps must be non-negative")
    first, last = _bounds(start, end)
    kind = prim.default_dtype() if dtype is None else dtype
    step = (last - first) / (steps - 1) if steps > 1 else 0
    half = steps // 2
    if half == 0:
        return _leaf(prim.progression(first, 0, steps, kind), requires_grad)
    rest = steps - half - 1
    parts = [prim.progression(first, step, half, kind),
        prim.progression(last - step * rest, step, rest, kind), prim.full([1], last, kind)]
    return _leaf(prim.concat(parts, 0), requires_grad)

@overloaded
@inline
def eye(n, m=None, *, dtype=None, device=None, requires_grad=False):
    """The identity matrix."""
    columns = n if m is None else m
    for name, k in (("n", n), ("m", columns)):
        if k < 0:
            prim.fail("runtime", name + " must be greater or equal to 0, got " + str(k))
    rows = prim.reshape(prim.progression(0, 1, n, int64), [n, 1])
    ones = prim.eq(rows, prim.progression(0, 1, columns, int64))
    return prim.cast(ones, prim.default_dtype() if dtype is None else dtype)

@inline
def _converted(input, dtype):
    return _cast(input, dtype)

@inline
@grad_fn("ToCopyBackward0")
def _to_dtype(input, dtype):
    return _cast(input, dtype)

@overloaded
@method
@plain
def to(input, *targets, dtype=None, device=None, non_blocking=False, copy=False,
        memory_format=None):
    """Elements of another type: a dtype, or that of a tensor. Devices are all one."""
    for target in targets:
        if prim.kind(target) == "torch.dtype":
            dtype = target
        elif _is_tensor(target):
            dtype = prim.dtype(target)
        elif prim.kind(target) != "bool" and target is not None:
            _need_cpu(target)
    if dtype is None or prim.dtype(input) == dtype:
        own = copy or len(targets) > 2 and targets[-1] is True
        return clone(input) if own else input
    return _to_dtype(input, dtype)

@inline
@method
@grad_fn("ToCopyBackward0")
def float(input):
    """Elements as float32."""
    return _converted(input, float32)

@inline
@method
@grad_fn("ToCopyBackward0")
def double(input):
    """Elements as float64."""
    return _converted(input, float64)

@inline
@method
@grad_fn("ToCopyBackward0")
def long(input):
    """Elements as int64."""
    return _converted(input, int64)

@inline
@method
@grad_fn("ToCopyBackward0")
def int(input):
    """Elements as int32."""
    return _converted(input, int32)

@inline
@method
@grad_fn("ToCopyBackward0")
def bool(input):
    """Whether elements are not 0."""
    return _truth(input)

@inline
@method
@grad_fn("ToCopyBackward0")
def type_as(input, other):
    """Elements of the type of other."""
    return _converted(input, prim.dtype(other))

@inline
@method
def cpu(input, memory_format=None):
    """input itself."""
    return input

# torch.Tensor(…) and its sisters: a size, or data.
@plain
def _legacy(given, dtype):
    first = given[0] if len(given) > 0 else 0
    if len(given) == 1 and _is_tensor(first):
        return prim.detached(_cast(first, dtype))
    if len(given) == 1 and _is_list(first) and not isinstance(first, torch.Size):
        return prim.constant(first, dtype)
    if len(given) == 1 and prim.kind(first) not in ("int", "tuple"):
        prim.fail("type", "new(): data must be a sequence (got " + prim.kind(first) + ")")
    size = first if len(given) == 1 and _is_list(first) else given if len(given) > 0 else (0,)
    return prim.full(_need_sizes("new", size), 0, dtype)

@plain
def _legacy_tensor(given):
    return _legacy(given, prim.default_dtype())

@function
@plain
def FloatTensor(*given):
    return _legacy(given, float32)

@function
@plain
def DoubleTensor(*given):
    return _legacy(given, float64)

@function
@plain
def LongTensor(*given):
    return _legacy(given, int64)

@function
@plain
def IntTensor(*given):
    return _legacy(given, int32)

@function
@plain
def ShortTensor(*given):
    return _legacy(given, int16)

@function
@plain
def CharTensor(*given):
    return _legacy(given, int8)

@function
@plain
def ByteTensor(*given):
    return _legacy(given, uint8)

@function
@plain
def BoolTensor(*given):
    return _legacy(given, torch.bool)
