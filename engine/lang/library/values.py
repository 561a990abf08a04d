# Functions whose result depends on the elements of tensors and is no tensor, and what Python asks of
# tensors by methods with special names.

@plain
def equal(input, other):
    """Whether both have the same shape and elements."""
    for position, x in ((1, input), (2, other)):
        if not _is_tensor(x):
            prim.fail("type", "equal(): argument '" + ("input" if position == 1 else "other")
                + "' (position " + str(position) + ") must be Tensor, not " + prim.kind(x))
    if prim.shape(input) != prim.shape(other):
        return False
    return numel(input) == 0 or prim.item(torch.all(prim.eq(input, other)))

@plain
def allclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Whether all elements differ by no more than atol + rtol * abs(other)."""
    return prim.item(torch.all(isclose(input, other, rtol, atol, equal_nan)))

@plain
def is_nonzero(input):
    """Whether the only element is not 0."""
    if numel(input) != 1:
        prim.fail("runtime", "Boolean value of Tensor with " + ("no values" if numel(input) == 0
            else "more than one value") + " is ambiguous")
    return prim.item(input) != 0

@method
@plain
def __format__(input, spec):
    if _rank(input) == 0:
        return format(prim.item(input), spec)
    if len(spec) > 0:
        prim.fail("type", "unsupported format string passed to Tensor.__format__")
    return str(input)

@method
@plain
def __contains__(input, element):
    if not _is_tensor(element) and not _is_number(element):
        prim.fail("runtime", "Tensor.__contains__ only supports Tensor or scalar, but you passed in"
            " a " + str(type(element)) + ".")
    return prim.item(torch.any(prim.eq(input, element)))

@method
@plain
def __len__(input):
    return len(input)

@method
@plain
def __float__(input):
    return float(input)

@method
@plain
def __int__(input):
    return int(input)

@method
@plain
def __bool__(input):
    return bool(input)

@method
@plain
def __index__(input):
    if numel(input) != 1 or _kind(input) == "float":
        prim.fail("type", "only integer tensors of a single element can be converted to an index")
    return prim.item(input)

@method
@plain
def __iter__(input):
    return iter(input)

@method
@plain
def __reversed__(input):
    return flip(input, [0]) if _rank(input) > 0 else input

# The tensor itself takes another shape, as a view of its elements.
@method
@plain
def unsqueeze_(input, dim):
    """The tensor with a dimension of size 1 before dim."""
    return prim.become(input, unsqueeze(input, dim))

@method
@plain
def squeeze_(input, dim=None):
    """The tensor without dimensions of size 1."""
    return prim.become(input, squeeze(input, dim))

@method
@plain
def transpose_(input, dim0, dim1):
    """The tensor with two dimensions swapped."""
    return prim.become(input, transpose(input, dim0, dim1))

@method
@plain
def t_(input):
    """The tensor transposed."""
    return prim.become(input, t(input))

@method
@plain
def fill_diagonal_(input, fill_value, wrap=False):
    """One number on the diagonal."""
    if _rank(input) < 2:
        prim.fail("runtime", "dimensions must larger than 1")
    rows, columns = [prim.shape(input)[k] for k in (0, 1)]
    if _rank(input) > 2 and len(set(prim.shape(input))) > 1:
        prim.fail("runtime", "all dimensions of input must be of equal length")
    places = list(range(rows if wrap else min(rows, columns)))
    places = [i for i in places if i % (columns + 1) < columns]
    index = [torch.tensor(places, dtype=int64)]
    columns_of = [torch.tensor([i % (columns + 1) for i in places], dtype=int64)]
    input[tuple(index + columns_of * (_rank(input) - 1))] = fill_value
    return input

@function
@plain
def relu_(input):
    """input itself, its negative elements replaced by 0."""
    return input.relu_()

@function
@plain
def clamp_(input, min=None, max=None):
    """input itself, its elements moved into [min, max]."""
    return input.clamp_(min, max)
