# The module torch.linalg, where it differs from torch. Names in here mean those of torch.

@overloaded
@grad_fn("LinalgVectorNormBackward0")
def norm(A, ord=None, dim=None, keepdim=False, *, dtype=None):
    """Norm of vectors, or of matrices if ord is given for two dims. At 0 the derivative is 0."""
    x = _cast(A, dtype)
    _need_float("linalg.norm", x)
    if ord is not None and dim is None and _rank(x) > 2:
        prim.fail("shape_mismatch", "linalg.norm: If dim is not specified but ord is, the input "
            "must be 1D or 2D. Got " + str(_rank(x)) + "D.")
    axes = _axes(dim, _rank(x))
    if ord is None or len(axes) != 2 and prim.kind(ord) != "str":
        return _kept(_norm(x, 2 if ord is None else ord, axes), x, axes, keepdim)
    return _matrix_norm(x, ord, axes, keepdim)

@overloaded
@grad_fn("LinalgVectorNormBackward0")
def matrix_norm(A, ord="fro", dim=(-2, -1), keepdim=False, *, dtype=None):
    """Norm of matrices: Frobenius by default. At 0 the derivative is 0."""
    x = _cast(A, dtype)
    _need_float("linalg.matrix_norm", x)
    if _rank(x) < 2:
        prim.fail("shape_mismatch",
            "linalg.matrix_norm: The input tensor A must have at least 2 dimensions.")
    return _matrix_norm(x, ord, _axes(dim, _rank(x)), keepdim)

@grad_fn("LinalgCrossBackward0")
def cross(input, other, *, dim=-1):
    """Vector product along a dimension of size 3."""
    return _cross(input, other, dim)

@view
@grad_fn("DiagonalBackward0")
def diagonal(A, *, offset=0, dim1=-2, dim2=-1):
    """The diagonals of the matrices in two dimensions, along a new last one."""
    return torch.diagonal(A, offset, dim1, dim2)

LinAlgError = _LinAlgError

@plain
def inv(A):
    """Inverse of matrices."""
    return inverse(A)

@plain
def solve(A, B, *, left=True):
    """The solution X of A @ X = B, or of X @ A = B."""
    result = _solution(A, B, left)
    if _is_broken(result, A) and len([a for a in _matrices(A) if _zero_pivot(a) is not None]) > 0:
        prim.fail("singular",
            "torch.linalg.solve: The solver failed because the input matrix is singular.")
    return result

@grad_fn("LinalgSolveExBackward0")
def _solution(A, B, left):
    return _solve("linalg.solve", A, B, left)

@plain
def cholesky(A, *, upper=False):
    """The lower triangular L with L @ L.mT = A, of which the lower triangle is read."""
    result = _lower_factor(A, upper)
    _need_definite(result, A)
    return result

@grad_fn("LinalgCholeskyExBackward0")
def _lower_factor(A, upper):
    _need_square("linalg.cholesky", A)
    lower = _cholesky(A)
    return _swapped(lower, -2, -1) if upper else lower

@grad_fn("LinalgSolveTriangularBackward0")
def solve_triangular(A, B, *, upper, left=True, unitriangular=False):
    """The solution X of A @ X = B, or of X @ A = B, for a triangular A."""
    return _triangular(A, B, upper, left, unitriangular)

@grad_fn("LinalgQrBackward0")
def qr(A, mode="reduced"):
    """A = Q @ R with orthonormal columns of Q and an upper triangular R."""
    if mode not in ("reduced", "complete", "r"):
        prim.fail("runtime", "qr received unrecognized mode '" + mode + "' but expected one of "
            "'reduced' (default), 'r', or 'complete'")
    if _rank(A) < 2:
        prim.fail("shape_mismatch",
            "linalg.qr: The input tensor A must have at least 2 dimensions.")
    _need_float("linalg.qr", A)
    m, n = prim.shape(A)[-2:]
    q, r = _qr(A, m if mode == "complete" else min(m, n))
    if mode == "r":
        q = prim.full([0], 0, prim.dtype(A))
    return prim.named("linalg_qr", ("Q", "R"), (q, r))

@inline
def det(A):
    """Determinant."""
    return torch.det(A)

@inline
def slogdet(A):
    """Sign and logarithm of the absolute value of the determinant."""
    return prim.named("linalg_slogdet", ("sign", "logabsdet"), tuple(torch.slogdet(A)))

@inline
@grad_fn("ViewBackward0")
def multi_dot(tensors):
    """The product of matrices, from left to right."""
    x = tensors[0]
    for y in tensors[1:]:
        x = matmul(x, y)
    return x

@grad_fn("CatBackward0")
def vander(x, *, N=None):
    """Powers of the elements along the last dimension."""
    n = prim.shape(x)[-1] if N is None else N
    return prim.reshape(x, list(prim.shape(x)) + [1]) ** prim.progression(0, 1, n, int64)

@inline
@grad_fn("SumBackward1")
def vecdot(x, y, *, dim=-1):
    """Sums of products along dim."""
    return sum(x * y, dim)
