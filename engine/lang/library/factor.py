# Linear systems and determinants by elimination, one step a column. Pivots are chosen by the values
# and rows gathered by their index, so that derivatives of every order follow from the steps.

@inline
def _need_square(name, x):
    if _rank(x) < 2:
        prim.fail("shape_mismatch", name + ": The input tensor A must have at least 2 dimensions.")
    if prim.shape(x)[-1] != prim.shape(x)[-2]:
        prim.fail("shape_mismatch", name + ": A must be batches of square matrices, but they are "
            + str(prim.shape(x)[-2]) + " by " + str(prim.shape(x)[-1]) + " matrices")
    _need_float(name, x)

# A part of the last two dimensions.
@inline
def _block(x, row, rows, column, columns):
    rank = _rank(x)
    return _part(_part(x, rank - 2, row, rows), rank - 1, column, columns)

# x:(…, n, n + k) → the n rows that were pivots, each from its pivot on, and whether the number of
# swaps was odd. A column without a pivot has nothing below to be taken away.
@inline
def _eliminated(x, n):
    rank = _rank(x)
    pivots = []
    odd = prim.full(list(prim.shape(x))[:-2], False, torch.bool)
    for i in range(n):
        m, w = prim.shape(x)[-2:]
        size = prim.abs(prim.detach(_block(x, 0, m, 0, 1)))
        best = prim.argmax(prim.reshape(size, list(prim.shape(x))[:-2] + [m]), rank - 2)
        at = prim.reshape(best, list(prim.shape(best)) + [1, 1])
        row = prim.gather(x, prim.expand(at, list(prim.shape(best)) + [1, w]), rank - 2)
        odd = odd ^ prim.ne(best, 0)
        places = prim.reshape(prim.progression(0, 1, m, int64), [m, 1])
        swapped = prim.where(prim.eq(places, at), _block(x, 0, 1, 0, w), x)
        pivot = _block(row, 0, 1, 0, 1)
        factor = _block(swapped, 1, m - 1, 0, 1) / prim.where(prim.eq(pivot, 0), 1.0, pivot)
        x = _block(swapped, 1, m - 1, 1, w - 1) - factor * _block(row, 0, 1, 1, w - 1)
        pivots.append(row)
    return pivots, odd

# The solution for the right-hand sides that are the last k elements of each pivot's row.
@inline
def _substituted(pivots, k):
    n = len(pivots)
    x = None
    for i in range(n - 1, -1, -1):
        row = pivots[i]
        rest = n - 1 - i
        right = _block(row, 0, 1, 1 + rest, k)
        if rest > 0:
            right = right - prim.matmul(_block(row, 0, 1, 1, rest), x)
        line = right / _block(row, 0, 1, 0, 1)
        x = line if x is None else prim.concat([line, x], _rank(line) - 2)
    return x

# a:(…, n, n) b:(…, n, k) → (…, n, k), batches broadcast
@inline
def _solved(a, b):
    n = prim.shape(a)[-1]
    k = prim.shape(b)[-1]
    front = _broadcast_sizes([prim.shape(a)[:-2], prim.shape(b)[:-2]])
    if n == 0 or k == 0:
        return prim.full(front + [n, k], 0, prim.dtype(a))
    wide = prim.concat([prim.expand(a, front + [n, n]), prim.expand(b, front + [n, k])],
        len(front) + 1)
    pivots, odd = _eliminated(wide, n)
    return _substituted(pivots, k)

@inline
def _diagonal_of(pivots):
    first = prim.concat([_block(row, 0, 1, 0, 1) for row in pivots], _rank(pivots[0]) - 2)
    return prim.reshape(first, list(prim.shape(first))[:-1])

@grad_fn("LinalgDetBackward0")
def det(input):
    """Determinant."""
    _need_square("linalg.det", input)
    if prim.shape(input)[-1] == 0:
        return prim.full(list(prim.shape(input))[:-2], 1, prim.dtype(input))
    pivots, odd = _eliminated(input, prim.shape(input)[-1])
    product = prod(_diagonal_of(pivots), _rank(input) - 2)
    return prim.where(odd, -product, product)

@inline
def _sign_and_logarithm(input):
    if prim.shape(input)[-1] == 0:
        ones = prim.full(list(prim.shape(input))[:-2], 1, prim.dtype(input))
        return ones, ones - 1
    pivots, odd = _eliminated(input, prim.shape(input)[-1])
    d = _diagonal_of(pivots)
    sign = prod(prim.sign(prim.detach(d)), _rank(d) - 1)
    return prim.where(odd, -sign, sign), prim.sum(prim.log(prim.abs(d)), [_rank(d) - 1])

@grad_fn("LinalgSlogdetBackward0")
def slogdet(input):
    """Sign and logarithm of the absolute value of the determinant."""
    _need_square("linalg.slogdet", input)
    return prim.named("slogdet", ("sign", "logabsdet"), _sign_and_logarithm(input))

@grad_fn("WhereBackward0")
def logdet(input):
    """Logarithm of the determinant, NaN where that is negative."""
    _need_square("logdet", input)
    sign, logarithm = _sign_and_logarithm(input)
    return prim.where(sign < 0, nan, logarithm)

# Which pivot of a matrix in lists is the first to be 0, counted from 1; None: none of them.
@plain
def _zero_pivot(rows):
    n = len(rows)
    rows = [list(row) for row in rows]
    for k in range(n):
        at = k
        for i in range(k, n):
            if abs(rows[i][k]) > abs(rows[at][k]):
                at = i
        if rows[at][k] == 0:
            return k + 1
        rows[k], rows[at] = rows[at], rows[k]
        for i in range(k + 1, n):
            factor = rows[i][k] / rows[k][k]
            rows[i] = [x - factor * y for x, y in zip(rows[i], rows[k])]
    return None

# Numbers that are not finite come of a matrix that is singular, if its own are.
@plain
def _is_broken(result, input):
    if not prim.has_elements(result):
        return False
    finite = prim.list(torch.all(isfinite(prim.detach(result))))
    return not finite and prim.list(torch.all(isfinite(prim.detach(input))))

# All matrices of a batch, in lists.
@plain
def _matrices(x):
    rows, columns = list(prim.shape(x))[-2:]
    count = numel(x) // (rows * columns) if numel(x) > 0 else 0
    return prim.list(prim.reshape(prim.detach(x), [count, rows, columns]))

@plain
def _refuse_singular(input):
    for i, rows in enumerate(_matrices(input)):
        k = _zero_pivot(rows)
        if k is not None:
            where = "" if _rank(input) == 2 else "(Batch element " + str(i) + "): "
            prim.fail("singular", "linalg.inv: " + where + "The diagonal element " + str(k)
                + " is zero, the inversion could not be completed because the input matrix is "
                "singular.")

@plain
def inverse(input):
    """Inverse of matrices."""
    result = _inverse(input)
    if _is_broken(result, input):
        _refuse_singular(input)
    return result

@grad_fn("LinalgInvExBackward0")
def _inverse(input):
    _need_square("linalg.inv", input)
    return _solved(input, eye(prim.shape(input)[-1], dtype=prim.dtype(input)))

# Vectors are right-hand sides when b has one dimension, or one fewer than A and its sizes.
@inline
def _solve(name, A, B, left):
    _need_square(name, A)
    _need_same_dtype(A, B)
    vector = _rank(B) == 1 or (_rank(A) - 1 == _rank(B)
        and prim.shape(B) == prim.shape(A)[:-1])
    b = prim.reshape(B, list(prim.shape(B)) + [1]) if vector else B
    if not left:
        return _swapped(_solved(_swapped(A, -2, -1), _swapped(b, -2, -1)), -2, -1)
    if prim.shape(b)[-2] != prim.shape(A)[-1]:
        prim.fail("shape_mismatch", name + ": Incompatible shapes of A and B for the equation "
            "AX = B (" + _sides_of(A) + " and " + _sides_of(b) + ")")
    x = _solved(A, b)
    return prim.reshape(x, list(prim.shape(x))[:-1]) if vector else x

@inline
def _sides_of(x):
    return str(prim.shape(x)[-2]) + "x" + str(prim.shape(x)[-1])

# Only the lower triangle is read, but the gradient is that of a symmetric matrix: the matrix is
# its symmetric part and a rest, 0 for a symmetric one, that no gradient flows to.
@grad_fn("LinalgCholeskyExBackward0")
def _cholesky(x):
    even = (x + _swapped(x, -2, -1)) / 2
    x = even + prim.detach(x - even)
    n = prim.shape(x)[-1]
    rank = _rank(x)
    columns = []
    for i in range(n):
        m = n - i
        pivot = prim.sqrt(_block(x, 0, 1, 0, 1))
        below = _block(x, 1, m - 1, 0, 1) / pivot
        zeros = prim.full(list(prim.shape(x))[:-2] + [i, 1], 0, prim.dtype(x))
        columns.append(prim.concat([zeros, pivot, below], rank - 2))
        x = _block(x, 1, m - 1, 1, m - 1) - below * _swapped(below, -2, -1)
    return prim.concat(columns, rank - 1) if n > 0 else x

# The order of the first leading minor that is not positive.
@plain
def _need_definite(result, input):
    if not _is_broken(result, input):
        return
    for i, rows in enumerate(_matrices(result)):
        for k in range(len(rows)):
            if not rows[k][k] > 0:
                where = "" if _rank(input) == 2 else "(Batch element " + str(i) + "): "
                prim.fail("singular", "linalg.cholesky: " + where + "The factorization could not "
                    "be completed because the input is not positive-definite (the leading minor "
                    "of order " + str(k + 1) + " is not positive-definite).")

@plain
def cholesky(input, upper=False):
    """The lower triangular L with L @ L.mT = input, of which the lower triangle is read."""
    result = _factor(input, upper)
    _need_definite(result, input)
    return result

@grad_fn("CholeskyBackward0")
def _factor(input, upper):
    _need_square("cholesky", input)
    lower = _cholesky(_swapped(input, -2, -1) if upper else input)
    return _swapped(lower, -2, -1) if upper else lower

# Row by row from the first on; x has a unit diagonal if so said.
@inline
def _forward(a, b, unit):
    n = prim.shape(a)[-1]
    x = None
    for i in range(n):
        right = _part(b, _rank(b) - 2, i, 1)
        if i > 0:
            right = right - prim.matmul(_block(a, i, 1, 0, i), x)
        line = right if unit else right / _block(a, i, 1, i, 1)
        x = line if x is None else prim.concat([x, line],
            _rank(line) - 2)
    return x

@inline
def _triangular(a, b, upper, left, unit):
    if not left:
        x = _triangular(_swapped(a, -2, -1), _swapped(b, -2, -1), not upper, True, unit)
        return _swapped(x, -2, -1)
    front = _broadcast_sizes([prim.shape(a)[:-2], prim.shape(b)[:-2]])
    a = prim.expand(a, front + list(prim.shape(a))[-2:])
    b = prim.expand(b, front + list(prim.shape(b))[-2:])
    if numel(b) == 0:
        return b
    rank = len(front) + 2
    if not upper:
        return _forward(a, b, unit)
    x = _forward(prim.flip(a, [rank - 2, rank - 1]), prim.flip(b, [rank - 2]), unit)
    return prim.flip(x, [rank - 2])

@grad_fn("CholeskySolveBackward0")
def cholesky_solve(input, L, upper=False):
    """The solution X of A @ X = input, given A's Cholesky factor."""
    a = _swapped(L, -2, -1) if upper else L
    half = _triangular(a, input, False, True, False)
    return _triangular(_swapped(a, -2, -1), half, True, True, False)

@grad_fn("CholeskyInverseBackward0")
def cholesky_inverse(input, upper=False):
    """The inverse of A, given A's Cholesky factor."""
    return cholesky_solve(eye(prim.shape(input)[-1], dtype=prim.dtype(input)), input, upper)

@grad_fn("TriangularSolveBackward0")
def triangular_solve(input, A, upper=True, transpose=False, unitriangular=False):
    """The solution X of A @ X = input for a triangular A, and A."""
    a = _swapped(A, -2, -1) if transpose else A
    x = _triangular(a, input, upper != transpose, True, unitriangular)
    return prim.named("triangular_solve", ("solution", "cloned_coefficient"), (x, clone(A)))
