# Products of vectors and matrices.

@inline
def _sides(x):
    return str(prim.shape(x)[0]) + "x" + str(prim.shape(x)[1])

# What to do about matrices that do not fit.
def _fitting(a, b):
    inner = "the inner sizes, " + str(prim.shape(a)[-1]) + " and " + str(prim.shape(b)[-2])
    fits = prim.shape(a)[-1] == prim.shape(b)[-1]
    return inner + ", must agree" + (": transpose the second, as in a @ b.mT" if fits else "")

@inline
def _need_same_dtype(a, b):
    if prim.dtype(a) != prim.dtype(b):
        prim.fail("dtype", "expected m1 and m2 to have the same dtype, but got: "
            + _c_name(a) + " != " + _c_name(b), "x.to(dtype) converts")

# Two operands of an operation that calls them by names, and their types as those of tensors.
@inline
def _need_dtypes_of(names, a, b):
    if prim.dtype(a) != prim.dtype(b):
        prim.fail("dtype", names + " must have the same dtype, but got " + _type_name(a) + " and "
            + _type_name(b), "x.to(dtype) converts")

@inline
def _need_scalar_type(a, b):
    if prim.dtype(a) != prim.dtype(b):
        prim.fail("dtype", "expected scalar type " + _type_name(a) + " but found " + _type_name(b),
            "x.to(dtype) converts")

# The type of elements as C++ calls it.
@inline
def _c_name(x):
    names = [(float32, "float"), (float64, "double"), (int64, "long int"), (int32, "int"),
        (short, "short int"), (uint8, "unsigned char"), (torch.int8, "signed char"),
        (torch.bool, "bool")]
    return [name for dtype, name in names if dtype == prim.dtype(x)][0]

@inline
def _need_rank(name, x, rank):
    if _rank(x) != rank:
        prim.fail("shape_mismatch", name + ": expected a " + str(rank) + "-D tensor, but got "
            + str(_rank(x)) + "-D", "matmul or @ takes any")

# Products of bool are not a matter of sums.
@inline
def _product(a, b):
    _need_same_dtype(a, b)
    return prim.matmul(a, b)

@overloaded
@inline
def mm(input, mat2):
    """Matrix product of (n, k) and (k, m)."""
    _need_rank("mm", input, 2)
    _need_rank("mm", mat2, 2)
    if prim.shape(input)[1] != prim.shape(mat2)[0]:
        prim.fail("shape_mismatch", "mat1 and mat2 shapes cannot be multiplied (" + _sides(input)
            + " and " + _sides(mat2) + ")", _fitting(input, mat2))
    return _product(input, mat2)

def mv(input, vec):
    """Product of a matrix (n, k) and a vector (k)."""
    _need_rank("mv", input, 2)
    _need_rank("mv", vec, 1)
    n, k = prim.shape(input)
    if k != prim.shape(vec)[0]:
        prim.fail("shape_mismatch", "size mismatch, got input (" + str(n) + "), mat ("
            + _sides(input) + "), vec (" + str(prim.shape(vec)[0]) + ")")
    if prim.dtype(input) != prim.dtype(vec):
        name = _type_name(vec)
        prim.fail("dtype", "addmv input tensors must have the same dtype, but got " + name + ", "
            + _type_name(input) + ", and " + name, "x.to(dtype) converts")
    return prim.reshape(_product(input, prim.reshape(vec, [k, 1])), [n])

def dot(input, tensor):
    """Sum of the products of two vectors."""
    if _rank(input) != 1 or _rank(tensor) != 1:
        prim.fail("shape_mismatch", "1D tensors expected, but got " + str(_rank(input)) + "D and "
            + str(_rank(tensor)) + "D tensors")
    n = prim.shape(input)[0]
    m = prim.shape(tensor)[0]
    if n != m:
        prim.fail("shape_mismatch", "inconsistent tensor size, expected tensor [" + str(n)
            + "] and src [" + str(m) + "] to have the same number of elements, but got " + str(n)
            + " and " + str(m) + " elements respectively")
    if prim.dtype(input) != prim.dtype(tensor):
        prim.fail("dtype", "dot : expected both vectors to have same dtype, but found "
            + _type_name(input) + " and " + _type_name(tensor), "x.to(dtype) converts")
    _refuse_bool("dot", input)
    return prim.sum(input * tensor, [0])

@inline
@grad_fn("MulBackward0" if _rank(input) == 0 or _rank(other) == 0 else "ViewBackward0")
def inner(input, other):
    """Sums of the products along the last dimensions."""
    if _rank(input) == 0 or _rank(other) == 0:
        return input * other
    return dot(input, other) if 1 == _rank(input) == _rank(other) else _inner(input, other)

@grad_fn("ViewBackward0")
def _inner(a, b):
    left = list(prim.shape(a))
    right = list(prim.shape(b))
    if left[-1] != right[-1]:
        prim.fail("shape_mismatch", "inner() the last dimension must match on both input tensors "
            "but got shapes " + _text(left) + " and " + _text(right))
    n = left[-1]
    rows = prim.reshape(a, [_count(a, range(len(left) - 1)), n])
    columns = prim.reshape(b, [_count(b, range(len(right) - 1)), n])
    return prim.reshape(_product(rows, t(columns)), left[:-1] + right[:-1])

@overloaded
@inline
def bmm(input, mat2):
    """Products of the matrices of two batches."""
    for name, x in (("batch1", input), ("batch2", mat2)):
        if _rank(x) != 3:
            prim.fail("shape_mismatch", name + " must be a 3D tensor", "matmul or @ takes any")
    n, rows, inner = prim.shape(input)
    if list(prim.shape(mat2))[:2] != [n, inner]:
        prim.fail("shape_mismatch", "Expected size for first two dimensions of batch2 tensor to be:"
            " [" + str(n) + ", " + str(inner) + "] but got: "
            + _text(list(prim.shape(mat2))[:2]) + ".")
    _need_scalar_type(input, mat2)
    return _product(input, mat2)

@inline
def matmul(input, other):
    """Product of vectors, matrices or batches of matrices; written @."""
    _need_tensor("matmul", input)
    _need_tensor("matmul", other)
    if _rank(input) == 0 or _rank(other) == 0:
        prim.fail("shape_mismatch",
            "both arguments to matmul need to be at least 1D, but they are " + str(_rank(input))
            + "D and " + str(_rank(other)) + "D")
    if _rank(input) == 1 and _rank(other) == 1:
        return dot(input, other)
    if _rank(input) == 2 and _rank(other) == 1:
        return mv(input, other)
    if _rank(input) == 2 and _rank(other) == 2:
        return mm(input, other)
    return _matmul(input, other) if 1 in (_rank(input), _rank(other)) else _batched(input, other)

# A batch of matrices as one matrix.
@inline
def _rows(x):
    columns = prim.shape(x)[-1]
    return str(numel(x) // max(columns, 1)) + "x" + str(columns)

@inline
@grad_fn("UnsafeViewBackward0")
def _batched(a, b):
    if prim.shape(a)[-1] != prim.shape(b)[-2]:
        prim.fail("shape_mismatch", "mat1 and mat2 shapes cannot be multiplied (" + _rows(a)
            + " and " + _rows(b) + ")", _fitting(a, b))
    if _rank(a) > 2 and _rank(b) > 2:
        _need_scalar_type(a, b)
    return _product(a, b)

# A vector is a row on the left, a column on the right, and its dimension vanishes again.
@grad_fn("SqueezeBackward4" if _rank(a) == 1 else "ViewBackward0")
def _matmul(a, b):
    left = prim.reshape(a, [1] + list(prim.shape(a))) if _rank(a) == 1 else a
    right = prim.reshape(b, list(prim.shape(b)) + [1]) if _rank(b) == 1 else b
    c = _batched(left, right)
    sizes = list(prim.shape(c))
    return prim.reshape(c, sizes[:-2] + sizes[-1:] if _rank(a) == 1 else sizes[:-1])

@inline
@grad_fn("MulBackward0")
def outer(input, vec2):
    """Matrix of all products of the elements of two vectors."""
    for name, x in (("self", input), ("vec2", vec2)):
        if _rank(x) != 1:
            prim.fail("shape_mismatch", "outer: Expected 1-D argument " + name + ", but got "
                + str(_rank(x)) + "-D")
    return prim.mul(prim.reshape(input, [prim.shape(input)[0], 1]), vec2)

@overloaded
def addmm(input, mat1, mat2, *, beta=1, alpha=1):
    """beta * input + alpha * (mat1 @ mat2)."""
    _need_dtypes_of("self and mat2", input, mat2)
    _need_dtypes_of("mat1 and mat2", mat1, mat2)
    return _plus(input, mm(mat1, mat2), beta, alpha)

@grad_fn("LinalgCrossBackward0")
def cross(input, other, dim=None):
    """Vector product along a dimension of size 3, by default the first one."""
    threes = [i for i in range(_rank(input)) if prim.shape(input)[i] == 3]
    if dim is None and len(threes) == 0:
        prim.fail("shape_mismatch", "no dimension of size 3 in input")
    return _cross(input, other, threes[0] if dim is None else dim)

@inline
def _cross(input, other, dim):
    axis = _axis(dim, _rank(input))
    if _rank(input) != _rank(other):
        prim.fail("shape_mismatch",
            "linalg.cross: inputs must have the same number of dimensions.")
    if prim.shape(input)[axis] != 3 or prim.shape(other)[axis] != 3:
        prim.fail("shape_mismatch", "linalg.cross: inputs dimension " + str(dim)
            + " must have length 3. Got " + str(prim.shape(input)[axis]) + " and "
            + str(prim.shape(other)[axis]))
    left = roll(input, -1, axis) * roll(other, -2, axis)
    return left - roll(input, -2, axis) * roll(other, -1, axis)

@inline
def _scaled(x, factor):
    return x if factor == 1 else factor * x

# beta = 0 leaves out what is added, even NaN.
@inline
def _plus(input, product, beta, alpha):
    product = _scaled(product, alpha)
    if beta == 0:
        return product
    return _scaled(input, beta) + product

@overloaded
def addmv(input, mat, vec, *, beta=1, alpha=1):
    """beta * input + alpha * (mat @ vec)."""
    return _plus(input, mv(mat, vec), beta, alpha)

@overloaded
def addr(input, vec1, vec2, *, beta=1, alpha=1):
    """beta * input + alpha * outer(vec1, vec2)."""
    return _plus(input, outer(vec1, vec2), beta, alpha)

@overloaded
def baddbmm(input, batch1, batch2, *, beta=1, alpha=1):
    """beta * input + alpha * (batch1 @ batch2)."""
    return _plus(input, bmm(batch1, batch2), beta, alpha)

@overloaded
def addbmm(input, batch1, batch2, *, beta=1, alpha=1):
    """beta * input + alpha times the sum of the products of the matrices of two batches."""
    return _plus(input, prim.sum(bmm(batch1, batch2), [0]), beta, alpha)

@inline
@grad_fn("VdotBackward0")
def vdot(input, other):
    """Sum of the products of two vectors."""
    return dot(input, other)

@inline
@grad_fn("MulBackward0")
def ger(input, vec2):
    """Matrix of all products of the elements of two vectors."""
    return outer(input, vec2)

@grad_fn("UnsafeViewBackward0")
def kron(input, other):
    """Each element of input times all of other, side by side."""
    rank = max(_rank(input), _rank(other))
    left = [1] * (rank - _rank(input)) + list(prim.shape(input))
    right = [1] * (rank - _rank(other)) + list(prim.shape(other))
    a = prim.reshape(input, _joined([[n, 1] for n in left]))
    b = prim.reshape(other, _joined([[1, n] for n in right]))
    return prim.reshape(a * b, [n * m for n, m in zip(left, right)])

# Axes of a that a product sums go last, those of b first.
@python
@grad_fn("ViewBackward0")
def tensordot(a, b, dims=2):
    """Sums of products over the last dims of a and the first of b, or over pairs of dimensions."""
    if _is_list(dims):
        left, right = [list(d) if _is_list(d) else [d] for d in dims]
    else:
        if dims < 0:
            prim.fail("runtime", "tensordot expects dims >= 0, but got dims=" + str(dims))
        left = list(range(_rank(a) - dims, _rank(a)))
        right = list(range(dims))
    if len(left) != len(right):
        prim.fail("shape_mismatch", "both dimension lists should have same length")
    left = [_axis(d, _rank(a)) for d in left]
    right = [_axis(d, _rank(b)) for d in right]
    for i, k in zip(left, right):
        if prim.shape(a)[i] != prim.shape(b)[k]:
            prim.fail("shape_mismatch", "contracted dimensions need to match, but first has size "
                + str(prim.shape(a)[i]) + " in dim " + str(i) + " and second has size "
                + str(prim.shape(b)[k]) + " in dim " + str(k))
    outer_a = _without_axes(_rank(a), left)
    outer_b = _without_axes(_rank(b), right)
    n = _count(a, left)
    rows = prim.reshape(prim.permute(a, outer_a + left), [_count(a, outer_a), n])
    columns = prim.reshape(prim.permute(b, right + outer_b), [n, _count(b, outer_b)])
    return prim.reshape(_product(rows, columns),
        [prim.shape(a)[i] for i in outer_a] + [prim.shape(b)[i] for i in outer_b])
