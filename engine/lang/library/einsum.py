# Sums of products by letters.

# An operand's letters as a list: "..." becomes as many digits as it has dimensions, "0" the last.
@inline
def _letters(text, rank):
    plain = [c for c in text if c not in (" ", ".")]
    if "..." not in text:
        if len(plain) != rank:
            prim.fail("shape_mismatch", "einsum(): the number of subscripts in the equation ("
                + str(len(plain)) + ") does not match the number of dimensions (" + str(rank)
                + ") for operand and no ellipsis was given")
        return plain
    more = rank - len(plain)
    if more < 0:
        prim.fail("shape_mismatch", "einsum(): the number of subscripts in the equation ("
            + str(len(plain)) + ") is more than the number of dimensions (" + str(rank)
            + ") for operand")
    return _before_dots(text) + [str(more - 1 - i) for i in range(more)] + _after_dots(text)

@inline
def _before_dots(text):
    letters = []
    for c in text:
        if c == ".":
            return letters
        if c != " ":
            letters.append(c)
    return letters

@inline
def _after_dots(text):
    letters = []
    for c in text:
        if c == ".":
            letters = []
        elif c != " ":
            letters.append(c)
    return letters

@inline
def _split_text(text, mark):
    parts = [""]
    for c in text:
        if c == mark:
            parts.append("")
        else:
            parts[-1] = parts[-1] + c
    return parts

# A diagonal for every letter that occurs twice.
@inline
def _without_repeats(x, letters):
    for i in range(len(letters)):
        for k in range(len(letters) - 1, i, -1):
            if i < len(letters) and k < len(letters) and letters[i] == letters[k]:
                if prim.shape(x)[i] != prim.shape(x)[k]:
                    prim.fail("shape_mismatch", "einsum(): subscript " + letters[i]
                        + " is repeated for operand but the sizes don't match, "
                        + str(prim.shape(x)[k]) + " != " + str(prim.shape(x)[i]))
                x = diagonal(x, 0, i, k)
                letters = [c for n, c in enumerate(letters) if n not in (i, k)] + [letters[i]]
                return _without_repeats(x, letters)
    return x, letters

@inline
def _implicit(all):
    flat = _joined(all)
    dots = [c for c in flat if "0" <= c and c <= "9"]
    most = max([int(c) for c in dots] + [-1])
    result = [str(most - i) for i in range(most + 1)]
    for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz":
        if len([d for d in flat if d == c]) == 1:
            result.append(c)
    return result

@inline
def _size_of_letter(c, tensors, all):
    size = 1
    for k, x in enumerate(tensors):
        for i, d in enumerate(all[k]):
            if d == c and prim.shape(x)[i] != 1:
                if size not in (1, prim.shape(x)[i]):
                    prim.fail("shape_mismatch", "einsum(): subscript " + c + " has size "
                        + str(prim.shape(x)[i]) + " for operand " + str(k)
                        + " which does not broadcast with previously seen size " + str(size))
                size = prim.shape(x)[i]
    return size

# Two operands: letters of both that stay are batches, those that go are summed by one product.
@inline
def _contract(x, a, y, b, kept, sizes):
    for c in a:
        if c not in b and c not in kept:
            i = [k for k in range(len(a)) if a[k] == c][0]
            x = prim.sum(x, [i])
            a = [d for d in a if d != c]
    for c in b:
        if c not in a and c not in kept:
            i = [k for k in range(len(b)) if b[k] == c][0]
            y = prim.sum(y, [i])
            b = [d for d in b if d != c]
    batch = [c for c in a if c in b and c in kept]
    summed = [c for c in a if c in b and c not in kept]
    rows = [c for c in a if c not in b]
    columns = [c for c in b if c not in a]
    x = _arranged(x, a, batch + rows + summed, batch + summed, sizes)
    y = _arranged(y, b, batch + summed + columns, batch + summed, sizes)
    front = [_lookup(c, sizes) for c in batch]
    n = _count_of([_lookup(c, sizes) for c in summed])
    i = _count_of([_lookup(c, sizes) for c in rows])
    k = _count_of([_lookup(c, sizes) for c in columns])
    total = _count_of(front)
    product = _product(prim.reshape(x, [total, i, n]), prim.reshape(y, [total, n, k]))
    letters = batch + rows + columns
    return prim.reshape(product, [_lookup(c, sizes) for c in letters]), letters

@inline
def _lookup(c, sizes):
    return [n for d, n in sizes if d == c][0]

# x with its letters in another order, those in `wide` broadcast to their size.
@inline
def _arranged(x, letters, order, wide, sizes):
    x = prim.permute(x, [[i for i in range(len(letters)) if letters[i] == c][0] for c in order])
    return prim.expand(x, [_lookup(c, sizes) for c in order])

# From left to right, as PyTorch does without opt_einsum.
@python
@variadic("operands")
@grad_fn(_einsum_grad_fn(equation))
def einsum(equation, operands):
    """Sums of products of elements, by letters for dimensions: "ij,jk->ik"."""
    tensors = [operands] if _is_tensor(operands) else operands
    if len(tensors) == 1 and _is_list(tensors[0]):
        tensors = tensors[0]
    sides = _split_text(equation, ">")
    inputs = _split_text(sides[0], ",")
    if len(sides) == 2:
        inputs = _split_text(sides[0][:-1], ",")
    if len(inputs) != len(tensors):
        prim.fail("runtime", "einsum(): " + ("more" if len(inputs) < len(tensors) else "fewer")
            + " operands were provided than specified in the equation")
    written = [_letters(text, _rank(x)) for x, text in zip(tensors, inputs)]
    pairs = [_without_repeats(x, letters) for x, letters in zip(tensors, written)]
    tensors = _common([x for x, letters in pairs])
    all = [letters for x, letters in pairs]
    if len(sides) == 2:
        most = max([int(c) for c in _joined(all) if "0" <= c and c <= "9"] + [-1])
        dots = [str(most - i) for i in range(most + 1)] if "..." in sides[1] else []
        result = _before_dots(sides[1]) + dots
        if "..." in sides[1]:
            result = result + _after_dots(sides[1])
    else:
        result = _implicit(written)
    for c in result:
        if c not in _joined(all):
            prim.fail("runtime", "einsum(): output subscript " + c
                + " does not appear in the equation for any input operand")
    sizes = [(c, _size_of_letter(c, tensors, all)) for c in _joined(all)]
    x = tensors[0]
    letters = all[0]
    for k in range(1, len(tensors)):
        kept = result + _joined(all[k + 1:])
        x, letters = _contract(x, letters, tensors[k], all[k], kept, sizes)
    gone = [i for i in range(len(letters)) if letters[i] not in result]
    if len(gone) > 0:
        x = prim.sum(x, gone)
    letters = [c for c in letters if c in result]
    return _arranged(x, letters, result, [], sizes)

# By whether a letter is summed.
@inline
def _einsum_grad_fn(equation):
    sides = _split_text(equation, ">")
    letters = [c for c in sides[0] if c not in (" ", ",", "-", ".")]
    if len(sides) == 2:
        summed = [c for c in letters if c not in sides[1]]
    else:
        summed = [c for c in letters if len([d for d in letters if d == c]) > 1]
    if "," in equation:
        return "ViewBackward0" if len(summed) > 0 else "MulBackward0"
    return "SumBackward1" if len(summed) > 0 else "PermuteBackward0"
