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
