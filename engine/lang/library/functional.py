# torch.autograd.functional: derivatives of functions of tensors, by the tape.

@plain
def _refuse_kind(what, who, found, x):
    prim.fail("type", "The " + what + " given to " + who + " must be either a Tensor or a tuple of "
        + "Tensors but the " + found + " has type " + str(type(x)) + ".")

# Whether there is a tuple, and the tensors as one.
@plain
def _as_tuple(given, what, who):
    if type(given) is not tuple and type(given) is not list:
        if not _is_tensor(given):
            _refuse_kind(what, who, "given " + what, given)
        return False, (given,)
    for i, x in enumerate(given):
        if not _is_tensor(x):
            _refuse_kind(what, who, "value at index " + str(i), x)
    return True, tuple(given)

# Tensors with a place of their own on the tape, so that derivatives are with respect to this call.
@plain
def _apart(inputs, create_graph, need_graph=True):
    return tuple([x.view_as(x) if create_graph and prim.requires_grad(x)
                  else prim.detached(x).requires_grad_(need_graph) for x in inputs])

@plain
def _settled(values, create_graph):
    if create_graph:
        return values
    if _is_tensor(values):
        return prim.detached(values)
    return tuple([_settled(x, create_graph) for x in values])

@plain
def _unpacked(values, is_tuple):
    return values if is_tuple else values[0]

@plain
def _run(func, inputs, who):
    what = "outputs of the user-provided function"
    return _as_tuple(func(*inputs), what, who)

@plain
def _check_strict(outputs, strict):
    for i, y in enumerate(outputs):
        if strict and not prim.requires_grad(y):
            prim.fail("runtime", "Output " + str(i) + " of the user-provided function does not "
                + "require gradients. The outputs must be computed in a differentiable manner "
                + "from the input when running in strict mode.")

# Gradients, None where nothing flows.
@plain
def _pulled(outputs, inputs, cotangents, create_graph):
    roots, given = [], []
    for y, v in zip(outputs, cotangents):
        if prim.requires_grad(y):
            roots.append(y)
            given.append(v)
    wanted = [x for x in inputs if prim.requires_grad(x)]
    if len(roots) == 0 or len(wanted) == 0:
        return [None] * len(inputs)
    found = list(_pull_back(roots, wanted, given, True, create_graph))
    return [found.pop(0) if prim.requires_grad(x) else None for x in inputs]

@plain
def _refuse_independent(text, i, tail):
    prim.fail("runtime", text + " is independent of input " + str(i)
        + ". This is not allowed in strict mode" + tail)

@plain
def _filled(found, inputs, strict, create_graph, text="The output of the user-provided function",
            second="The jacobian of the user-provided function"):
    for i, g in enumerate(found):
        if strict and g is None:
            _refuse_independent(text, i, ".")
        if strict and create_graph and not prim.requires_grad(g):
            _refuse_independent(second, i, " when create_graph=True.")
    return tuple([zeros_like(x) if g is None else g for x, g in zip(inputs, found)])

# The rows of the Jacobian of output y, by input.
@plain
def _jacobian_rows(i, y, inputs, create_graph, strict):
    rows = [[] for x in inputs]
    flat = y.reshape(-1)
    for k in range(numel(y)):
        found = _pulled([flat[k]], inputs, [None], create_graph)
        for j, g in enumerate(found):
            if strict and g is None:
                prim.fail("runtime", "Output " + str(i) + " of the user-provided function is "
                    + "independent of input " + str(j) + ". This is not allowed in strict mode.")
            if strict and create_graph and not prim.requires_grad(g):
                _refuse_independent("The jacobian of the user-provided function", j,
                                    " when create_graph=True.")
            rows[j].append(zeros_like(inputs[j]) if g is None else g)
    return rows

@plain
def _jacobian_of(i, y, inputs, create_graph, strict):
    rows = _jacobian_rows(i, y, inputs, create_graph, strict)
    blocks = []
    for x, row in zip(inputs, rows):
        shape = prim.shape(y) + prim.shape(x)
        blocks.append(stack(row, 0).view(shape) if len(row) > 0 else x.new_zeros(shape))
    return tuple(blocks)

@plain
def _with_grad(run):
    before = prim.grad_enabled()
    prim.set_grad_enabled(True)
    try:
        return run()
    finally:
        prim.set_grad_enabled(before)

@plain
def jacobian(func, inputs, create_graph=False, strict=False, vectorize=False,
             strategy="reverse-mode"):
    """The Jacobian of a function: for each output and input, of both their shapes together."""
    def run():
        many, given = _as_tuple(inputs, "inputs", "jacobian")
        given = _apart(given, create_graph)
        several, outputs = _run(func, given, "jacobian")
        _check_strict(outputs, strict)
        blocks = tuple([_jacobian_of(i, y, given, create_graph, strict)
                        for i, y in enumerate(outputs)])
        blocks = _settled(blocks, create_graph)
        return _unpacked(tuple([_unpacked(row, many) for row in blocks]), several)
    return _with_grad(run)

@plain
def _scalar_of(func, inputs, who):
    several, outputs = _run(func, inputs, who)
    if several:
        prim.fail("runtime", "The function given to " + who + " should return a single Tensor")
    if numel(outputs[0]) != 1:
        prim.fail("runtime", "The Tensor returned by the function given to " + who
            + " should contain a single element")
    return outputs

@plain
def hessian(func, inputs, create_graph=False, strict=False, vectorize=False,
            outer_jacobian_strategy="reverse-mode"):
    """The matrix of second derivatives of a function with one number as its result."""
    many, given = _as_tuple(inputs, "inputs", "hessian")
    def scalar(*values):
        return _scalar_of(func, values, "hessian")[0].squeeze()
    def gradient(*values):
        return jacobian(scalar, values, create_graph=True)
    rows = jacobian(gradient, given, create_graph=create_graph, strict=strict)
    return _unpacked(tuple([_unpacked(row, many) for row in rows]), many)

# The vector of a product, of the shapes of `like`.
@plain
def _vector(v, like, who, one_of):
    if v is None:
        if len(like) != 1 or numel(like[0]) != 1:
            prim.fail("runtime", "The vector v can only be None if " + one_of
                + " a single Tensor with a single element.")
        return (ones_like(like[0]),)
    several, v = _as_tuple(v, "v", who)
    if len(v) != len(like):
        if several:
            prim.fail("runtime", "v is a tuple of invalid length: should be " + str(len(like))
                + " but got " + str(len(v)) + ".")
        prim.fail("runtime", "The given v should contain a single Tensor.")
    for i in range(len(v)):
        if prim.shape(v[i]) != prim.shape(like[i]):
            entry = "Entry " + str(i) + " in " if len(like) > 1 else ""
            prim.fail("runtime", entry + "v has invalid size: should be " + str(prim.shape(like[i]))
                + " but got " + str(prim.shape(v[i])) + ".")
    return v

@plain
def vjp(func, inputs, v=None, create_graph=False, strict=False):
    """The outputs of a function, and v times its Jacobian."""
    def run():
        many, given = _as_tuple(inputs, "inputs", "vjp")
        given = _apart(given, create_graph)
        several, outputs = _run(func, given, "vjp")
        _check_strict(outputs, strict)
        vector = _vector(v, outputs, "vjp", "the user-provided function returns")
        found = _filled(_pulled(outputs, given, vector, create_graph), given, strict, create_graph)
        return (_unpacked(_settled(outputs, create_graph), several),
                _unpacked(_settled(found, create_graph), many))
    return _with_grad(run)

# The derivative of outputs in a direction: that of v -> vjp(v), which is linear.
@plain
def _pushed(outputs, inputs, direction, create_graph, strict):
    probes = tuple([zeros_like(y).requires_grad_() for y in outputs])
    pulled = _filled(_pulled(outputs, inputs, probes, True), inputs, strict, False)
    return _filled(_pulled(pulled, probes, direction, create_graph), outputs, strict, create_graph)

@plain
def jvp(func, inputs, v=None, create_graph=False, strict=False):
    """The outputs of a function, and its Jacobian times v."""
    def run():
        many, given = _as_tuple(inputs, "inputs", "jvp")
        given = _apart(given, create_graph)
        vector = _vector(v, given, "jvp", "the input to the user-provided function is")
        several, outputs = _run(func, given, "jvp")
        _check_strict(outputs, strict)
        found = _pushed(outputs, given, vector, create_graph, strict)
        return (_unpacked(_settled(outputs, create_graph), several),
                _unpacked(_settled(found, create_graph), several))
    return _with_grad(run)

# What vhp and hvp have in common: the inputs, the value, its gradient, the vector.
@plain
def _gradient_and_vector(func, inputs, v, create_graph, strict, who):
    many, given = _as_tuple(inputs, "inputs", who)
    given = _apart(given, create_graph)
    vector = _vector(v, given, who, "the input to the user-provided function is")
    outputs = _scalar_of(func, given, who)
    _check_strict(outputs, strict)
    gradient = _filled(_pulled(outputs, given, [None], True), given, strict, False)
    return many, given, outputs, gradient, vector

@plain
def vhp(func, inputs, v=None, create_graph=False, strict=False):
    """The value of a function, and v times its matrix of second derivatives."""
    def run():
        many, given, outputs, gradient, vector = _gradient_and_vector(func, inputs, v, create_graph,
                                                                      strict, "vhp")
        found = _filled(_pulled(gradient, given, vector, create_graph), given, strict, create_graph)
        return (_settled(outputs, create_graph)[0], _unpacked(_settled(found, create_graph), many))
    return _with_grad(run)

@plain
def hvp(func, inputs, v=None, create_graph=False, strict=False):
    """The value of a function, and its matrix of second derivatives times v."""
    def run():
        many, given, outputs, gradient, vector = _gradient_and_vector(func, inputs, v, create_graph,
                                                                      strict, "hvp")
        found = _pushed(gradient, given, vector, create_graph, strict)
        return (_settled(outputs, create_graph)[0], _unpacked(_settled(found, create_graph), many))
    return _with_grad(run)
