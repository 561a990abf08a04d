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

@inline
def tensor(data, *, dtype=None, device=None, requires_grad=False):
    """A tensor of numbers in nested lists."""
    return prim.detach(_cast(data, dtype)) if _is_tensor(data) else prim.constant(data, dtype)

@inline
def as_tensor(data, dtype=None, device=None):
    """A tensor of numbers in nested lists."""
    return _cast(data, dtype) if _is_tensor(data) else prim.constant(data, dtype)

@inline
def scalar_tensor(s, *, dtype=None):
    """A tensor of one number, without dimensions."""
    return prim.full([], s, prim.default_dtype() if dtype is None else dtype)

@inline
def _filled(size, value, dtype):
    return prim.full(_size(size), value, prim.default_dtype() if dtype is None else dtype)

@inline
@variadic("size")
def zeros(size, *, dtype=None, device=None, requires_grad=False):
    """Zeros of a size."""
    return _filled(size, 0, dtype)

@inline
@variadic("size")
def ones(size, *, dtype=None, device=None, requires_grad=False):
    """Ones of a size."""
    return _filled(size, 1, dtype)

@inline
@variadic("size")
def empty(size, *, dtype=None, device=None, requires_grad=False):
    """Zeros of a size."""
    return _filled(size, 0, dtype)

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
    return _filled(size, 0, prim.dtype(input) if dtype is None else dtype)

@inline
@method
@variadic("size")
def new_ones(input, size, *, dtype=None, device=None, requires_grad=False):
    """Ones of a size and the type of input."""
    return _filled(size, 1, prim.dtype(input) if dtype is None else dtype)

@inline
def arange(start, end=None, step=1, *, dtype=None, device=None, requires_grad=False):
    """Numbers from start (0 if only an end is given) to before end, step apart."""
    first = 0 if end is None else start
    last = start if end is None else end
    if not (_is_number(first) and _is_number(last) and _is_number(step)):
        prim.fail("unsupported", "arange() of tensors",
            "the number of elements must be known while a program is traced")
    if step == 0:
        prim.fail("value", "step must be nonzero")
    if (last - first) * step < 0:
        prim.fail("value", "upper bound and lower bound inconsistent with step sign")
    whole = "float" not in (prim.kind(first), prim.kind(last), prim.kind(step))
    length = last - first
    count = (abs(length) + abs(step) - 1) // abs(step) if whole else math.ceil(length / step)
    usual = int64 if whole else prim.default_dtype()
    return prim.progression(first, step, count, usual if dtype is None else dtype)

# The second half is counted from the end, as PyTorch does, so that both ends are exact.
@inline
def linspace(start, end, steps, *, dtype=None, device=None, requires_grad=False):
    """So many numbers from start to end, evenly spaced."""
    if steps < 0:
        prim.fail("value", "number of steps must be non-negative")
    kind = prim.default_dtype() if dtype is None else dtype
    step = (end - start) / (steps - 1) if steps > 1 else 0
    half = steps // 2
    if half == 0:
        return prim.progression(start, 0, steps, kind)
    rest = steps - half - 1
    first = prim.progression(start, step, half, kind)
    second = prim.progression(end - step * rest, step, rest, kind)
    return prim.concat([first, second, prim.full([1], end, kind)], 0)

@inline
def eye(n, m=None, *, dtype=None, device=None, requires_grad=False):
    """The identity matrix."""
    columns = n if m is None else m
    for name, k in (("n", n), ("m", columns)):
        if k < 0:
            prim.fail("value", name + " must be greater or equal to 0, got " + str(k))
    rows = prim.reshape(prim.progression(0, 1, n, int64), [n, 1])
    ones = prim.eq(rows, prim.progression(0, 1, columns, int64))
    return prim.cast(ones, prim.default_dtype() if dtype is None else dtype)

@inline
def _converted(input, dtype):
    return _cast(input, dtype)

@inline
@method
@grad_fn("ToCopyBackward0")
def to(input, target=None, dtype=None, *, device=None, copy=False):
    """Elements of another type: a dtype, or that of a tensor. Devices are all one."""
    if prim.kind(target) == "torch.dtype":
        dtype = target
    if _is_tensor(target):
        dtype = prim.dtype(target)
    return clone(_cast(input, dtype)) if copy else _cast(input, dtype)

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
def cpu(input):
    """input itself."""
    return input
