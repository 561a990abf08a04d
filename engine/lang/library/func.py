# torch.func: functions made of functions. Each call has variables of its own, so that transforms
# within transforms are never confused; what it gives stays on the tape as far as something outside
# of it asks for gradients.

# -- Trees: lists, tuples and dicts of tensors --------------------------------------------------

@plain
def _gather(tree, leaves):
    kind = prim.kind(tree)
    if kind == "dict" or kind == "OrderedDict":
        for key in tree:
            _gather(tree[key], leaves)
    elif kind == "list" or kind == "tuple":
        for part in tree:
            _gather(part, leaves)
    else:
        leaves.append(tree)

@plain
def _leaves(tree):
    leaves = []
    _gather(tree, leaves)
    return leaves

# A copy with a function's results in the place of the leaves.
@plain
def _mapped(run, tree):
    kind = prim.kind(tree)
    if kind == "dict" or kind == "OrderedDict":
        return {key: _mapped(run, tree[key]) for key in tree}
    if kind == "list":
        return [_mapped(run, part) for part in tree]
    if kind == "tuple":
        return tuple([_mapped(run, part) for part in tree])
    return run(tree)

# A copy with `leaves` in the place of the tree's own, in order.
@plain
def _replaced(tree, leaves):
    left = list(leaves)
    return _mapped(lambda leaf: left.pop(0), tree)

# -- Levels -------------------------------------------------------------------------------------

@plain
def _fresh_leaf(x):
    if not _is_tensor(x):
        prim.fail("value", "Thing passed to transform API must be Tensor, got " + str(type(x)))
    return x.view_as(x) if prim.requires_grad(x) else prim.detached(x).requires_grad_()

@plain
def _fresh(tree):
    return _mapped(_fresh_leaf, tree)

# What leaves a transform: on the tape only by what is not its own.
@plain
def _left(tree, own, outside):
    def leave(x):
        if not _is_tensor(x) or not prim.requires_grad(x):
            return x
        return x if outside and prim.reaches(x, own) else prim.detached(x)
    return _mapped(leave, tree)

@plain
def _in_level(run):
    outside = prim.grad_enabled()
    prim.set_grad_enabled(True)
    try:
        tree, own = run()
        return _left(tree, own, outside)
    finally:
        prim.set_grad_enabled(outside)

@plain
def _gradients(outputs, inputs, cotangents):
    roots, given = [], []
    for y, v in zip(outputs, cotangents):
        if prim.requires_grad(y):
            roots.append(y)
            given.append(v)
    if len(roots) == 0:
        return [zeros_like(x) for x in inputs]
    found = _pull_back(roots, inputs, given, True, True)
    return [zeros_like(x) if g is None else g for x, g in zip(inputs, found)]

# -- Gradients ----------------------------------------------------------------------------------

@plain
def _chosen(argnums, arguments):
    several = prim.kind(argnums) == "tuple"
    places = []
    for n in (argnums if several else (argnums,)):
        if n >= len(arguments) or n < -len(arguments):
            prim.fail("runtime", "Got argnum=" + str(n) + ", but only " + str(len(arguments))
                + " positional inputs")
        places.append(n % len(arguments))
    return several, places

# The arguments with those at `places` made fresh, and these.
@plain
def _open(argnums, arguments):
    several, places = _chosen(argnums, arguments)
    arguments = list(arguments)
    for n in places:
        arguments[n] = _fresh(arguments[n])
    chosen = [arguments[n] for n in places]
    return arguments, (tuple(chosen) if several else chosen[0])

@plain
def _split_aux(result, has_aux, who):
    if not has_aux:
        return result, None
    if prim.kind(result) != "tuple" or len(result) != 2:
        prim.fail("runtime", who + ": output of function f should be a tuple: (output, aux) if "
            + "has_aux is True")
    return result

@plain
def _check_scalar(y):
    if not _is_tensor(y):
        prim.fail("runtime", "grad_and_value(f)(*args): Expected f(*args) to return a Tensor, got "
            + str(type(y)))
    if len(prim.shape(y)) != 0:
        prim.fail("runtime", "grad_and_value(f)(*args): Expected f(*args) to return a scalar "
            + "Tensor, got tensor with " + str(len(prim.shape(y)))
            + " dims. Maybe you wanted to use the vjp or jacrev APIs instead?")

# (gradient, value, aux)
@plain
def _grad_and_value(func, argnums, has_aux, arguments, named):
    def run():
        opened, chosen = _open(argnums, arguments)
        y, aux = _split_aux(func(*opened, **named), has_aux, "grad_and_value(f)(*args)")
        _check_scalar(y)
        own = _leaves(chosen)
        return (_replaced(chosen, _gradients([y], own, [None])), y, aux), own
    return _in_level(run)

@plain
def grad(func, argnums=0, has_aux=False):
    """The function that gives the gradient of func, which gives one number."""
    def gradient(*arguments, **named):
        g, value, aux = _grad_and_value(func, argnums, has_aux, arguments, named)
        return (g, aux) if has_aux else g
    return gradient

@plain
def grad_and_value(func, argnums=0, has_aux=False):
    """The function that gives the gradient of func and its value."""
    def gradient(*arguments, **named):
        g, value, aux = _grad_and_value(func, argnums, has_aux, arguments, named)
        return (g, (value, aux)) if has_aux else (g, value)
    return gradient

# -- Products -----------------------------------------------------------------------------------

@plain
def _check_cotangents(outputs, given):
    if len(outputs) != len(given):
        prim.fail("runtime", "Expected pytree structure of cotangents to be the same as pytree "
            + "structure of outputs to the function.")

@plain
def vjp(func, *primals, has_aux=False):
    """The value of func, and the function that multiplies its Jacobian from the left."""
    kept = []
    def run():
        opened = tuple([_fresh(x) for x in primals])
        y, aux = _split_aux(func(*opened), has_aux, "vjp(f, *primals)")
        own = _leaves(opened)
        kept.extend([opened, own, _leaves(y)])
        return (y, aux), own
    y, aux = _in_level(run)
    opened, own, outputs = kept
    def pull(*cotangents, retain_graph=True, create_graph=None):
        given = _leaves(cotangents)
        _check_cotangents(outputs, given)
        def run():
            return _replaced(opened, _gradients(outputs, own, given)), own
        return _in_level(run)
    return (y, pull, aux) if has_aux else (y, pull)

# Derivatives of outputs in the directions of tangents: vjp is linear in its cotangent, and its own
# vjp is this.
@plain
def _push(outputs, inputs, tangents):
    probes = [zeros_like(y).requires_grad_() for y in outputs]
    pulled = _gradients(outputs, inputs, probes)
    return _gradients(pulled, probes, tangents), probes

@plain
def _check_tangents(primals, tangents):
    if prim.kind(primals) != "tuple":
        prim.fail("runtime", "jvp(f, primals, tangents): Expected primals to be a tuple. E.g. it "
            + "should be valid to call f(*primals).")
    for x, t in zip(_leaves(primals), _leaves(tangents)):
        if prim.shape(x) != prim.shape(t):
            prim.fail("runtime", "Trying to set a forward gradient that has a different size than "
                + "that of the original Tensor, this is not supported. Tensor is of size "
                + str(list(prim.shape(x))) + " while the given forward gradient is of size "
                + str(list(prim.shape(t))) + ".")

@plain
def jvp(func, primals, tangents, *, strict=False, has_aux=False):
    """The value of func, and its Jacobian times the tangents."""
    _check_tangents(primals, tangents)
    def run():
        opened = tuple([_fresh(x) for x in primals])
        y, aux = _split_aux(func(*opened), has_aux, "jvp(f, primals, tangents)")
        own = _leaves(opened)
        pushed, probes = _push(_leaves(y), own, _leaves(tangents))
        return (y, _replaced(y, pushed), aux), own + probes
    y, pushed, aux = _in_level(run)
    return (y, pushed, aux) if has_aux else (y, pushed)

@plain
def linearize(func, *primals):
    """The value of func, and the function that multiplies its Jacobian from the right."""
    def push(*tangents):
        return jvp(func, primals, tangents)[1]
    return func(*primals), push

# -- Jacobians ----------------------------------------------------------------------------------

@plain
def _jacobian_block(y, own):
    rows = [[] for x in own]
    flat = y.reshape(-1)
    for k in range(numel(y)):
        for i, g in enumerate(_gradients([flat[k]], own, [None])):
            rows[i].append(g)
    return [stack(row).reshape(prim.shape(y) + prim.shape(x)) for row, x in zip(rows, own)]

@plain
def jacrev(func, argnums=0, *, has_aux=False, chunk_size=None,
           _preallocate_and_copy=False):
    """The function that gives the Jacobian of func."""
    def matrix(*arguments, **named):
        def run():
            opened, chosen = _open(argnums, arguments)
            y, aux = _split_aux(func(*opened, **named), has_aux, "jacrev(f)(*args)")
            own = _leaves(chosen)
            return (_mapped(lambda part: _replaced(chosen, _jacobian_block(part, own)), y),
                    aux), own
        blocks, aux = _in_level(run)
        return (blocks, aux) if has_aux else blocks
    return matrix

# The derivatives of outputs in the direction of each element of each input.
@plain
def _pushed_block(outputs, own, place):
    columns = [[] for y in outputs]
    for k in range(numel(own[place])):
        tangents = []
        for i, x in enumerate(own):
            t = zeros_like(x)
            if i == place:
                t.view(-1)[k] = 1
            tangents.append(t)
        for column, t in zip(columns, _push(outputs, own, tangents)[0]):
            column.append(t)
    return [stack(column, -1).reshape(prim.shape(y) + prim.shape(own[place]))
            for column, y in zip(columns, outputs)]

@plain
def jacfwd(func, argnums=0, has_aux=False, *, randomness="error"):
    """The function that gives the Jacobian of func, column by column."""
    def matrix(*arguments, **named):
        def run():
            opened, chosen = _open(argnums, arguments)
            y, aux = _split_aux(func(*opened, **named), has_aux, "jacfwd(f)(*args)")
            own, outputs = _leaves(chosen), _leaves(y)
            blocks = [_pushed_block(outputs, own, i) for i in range(len(own))]
            rows = [_replaced(chosen, [block[i] for block in blocks])
                    for i in range(len(outputs))]
            return (_replaced(y, rows), aux), own
        blocks, aux = _in_level(run)
        return (blocks, aux) if has_aux else blocks
    return matrix

@plain
def hessian(func, argnums=0):
    """The function that gives the matrix of second derivatives of func."""
    return jacfwd(jacrev(func, argnums), argnums)

# -- vmap ---------------------------------------------------------------------------------------

# The mapped dimension of each leaf of the arguments, None for one that is not mapped.
@plain
def _dims_of(dims, tree):
    kind = prim.kind(tree)
    if dims is None or prim.kind(dims) == "int" or not kind in ("tuple", "list", "dict"):
        return [dims for leaf in _leaves(tree)]
    if kind == "dict":
        parts = [(dims[key], tree[key]) for key in tree]
    else:
        parts = list(zip(dims, tree))
    found = []
    for d, part in parts:
        found.extend(_dims_of(d, part))
    return found

@plain
def _check_in_dims(title, in_dims, arguments):
    if prim.kind(in_dims) not in ("int", "tuple", "list"):
        prim.fail("value", title + ": expected `in_dims` to be int or a (potentially nested) tuple "
            + "matching the structure of inputs, got: " + str(type(in_dims)) + ".")
    if len(arguments) == 0:
        prim.fail("value", title + ": got no inputs. Maybe you forgot to add inputs, or you are "
            + "trying to vmap over a function with no inputs. The latter is unsupported.")
    if prim.kind(in_dims) != "int" and len(in_dims) != len(arguments):
        prim.fail("value", title + ": in_dims is not compatible with the structure of inputs. "
            + "in_dims has structure tuple of " + str(len(in_dims)) + " but inputs has structure "
            + "tuple of " + str(len(arguments)) + ".")

@plain
def _check_mapped(title, d, x):
    if not _is_tensor(x):
        prim.fail("value", title + ": Got in_dim=" + str(d) + " for an input but the input is of "
            + "type " + str(type(x)) + ". We cannot vmap over non-Tensor arguments, please use "
            + "None as the respective in_dim")
    rank = len(prim.shape(x))
    if not -rank <= d < rank:
        prim.fail("value", title + ": Got in_dim=" + str(d) + " for some input, but that input is "
            + "a Tensor of dimensionality " + str(rank) + " so expected in_dim to satisfy -"
            + str(rank) + " <= in_dim < " + str(rank) + ".")

# The number of lanes.
@plain
def _lanes(title, dims, leaves):
    sizes = []
    for d, x in zip(dims, leaves):
        if d is not None:
            _check_mapped(title, d, x)
            sizes.append(prim.shape(x)[d])
    if len(sizes) == 0:
        prim.fail("value", title + ": at least one of the inputs must be mapped over; got "
            + "in_dims=None for all of them")
    for n in sizes:
        if n != sizes[0]:
            prim.fail("value", "vmap: Expected all tensors to have the same size in the mapped "
                + "dimension, got sizes " + str(sizes) + " for the mapped dimension")
    return sizes[0]

@plain
def _joined(name, outputs, out_dims):
    dims = _dims_of(out_dims, outputs[0])
    columns = [_leaves(y) for y in outputs]
    joined = []
    for i, d in enumerate(dims):
        column = [row[i] for row in columns]
        if not _is_tensor(column[0]):
            prim.fail("value", "vmap(" + name + ", ...): `" + name + "` must only return Tensors, "
                + "got type " + str(type(column[0])) + ". Did you mean to set out_dims= to None "
                + "for output?")
        whole = column[0] if d is None else stack(column, d)
        joined.append(whole)
    return _replaced(outputs[0], joined)

@python
@plain
def vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None):
    """The function that maps func over a dimension of its arguments."""
    name = getattr(func, "__name__", "function")
    title = "vmap(" + name + ", in_dims=" + str(in_dims) + ", ...)(<inputs>)"
    def mapped(*arguments, **named):
        _check_in_dims(title, in_dims, arguments)
        given = (arguments, named)
        leaves = _leaves(given)
        dims = _dims_of(in_dims, arguments) + [0 for leaf in _leaves(named)]
        n = _lanes(title, dims, leaves)
        prim.lanes(1)
        try:
            outputs = []
            for k in range(n):
                lane = [x if d is None else prim.lane(x.select(d, k), True)
                        for d, x in zip(dims, leaves)]
                part, by_name = _replaced(given, lane)
                outputs.append(func(*part, **by_name))
            joined = _joined(name, outputs, out_dims)
        finally:
            outermost = prim.lanes(-1) == 0
        return _mapped(lambda x: prim.lane(x, False), joined) if outermost else joined
    return mapped

# -- Modules ------------------------------------------------------------------------------------

# The module that has a tensor of that path, and its name there.
@plain
def _owner_of(module, path):
    names = path.split(".")
    for name in names[:-1]:
        module = getattr(module, name)
    return module, names[-1]

# A module keeps its tensors as attributes and in a table.
@plain
def _swap(module, name, value):
    before = getattr(module, name)
    table = module._parameters if name in module._parameters else module._buffers
    table[name] = value
    object.__setattr__(module, name, value)
    return before

@plain
def functional_call(module, parameter_and_buffer_dicts, args=None, kwargs=None, *,
                    tie_weights=True, strict=False):
    """What a module gives with other parameters and buffers."""
    given = parameter_and_buffer_dicts
    dicts = [given] if prim.kind(given) in ("dict", "OrderedDict") else given
    arguments = () if args is None else (args if prim.kind(args) == "tuple" else (args,))
    kept = []
    try:
        for tensors in dicts:
            for path in tensors:
                owner, name = _owner_of(module, path)
                kept.append((owner, name, _swap(owner, name, tensors[path])))
        return module(*arguments, **({} if kwargs is None else kwargs))
    finally:
        for owner, name, before in reversed(kept):
            _swap(owner, name, before)

@plain
def _stacked(tables):
    return {name: stack([prim.detached(table[name]) for table in tables]) for name in tables[0]}

@plain
def stack_module_state(models):
    """The parameters and the buffers of several modules, each stacked."""
    parameters = _stacked([dict(m.named_parameters()) for m in models])
    for name in parameters:
        parameters[name].requires_grad_()
    return parameters, _stacked([dict(m.named_buffers()) for m in models])
