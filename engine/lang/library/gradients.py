# torch.autograd: gradients on request, functions with a derivative of their own, checks.

@plain
def grad(outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False,
         only_inputs=True, allow_unused=None, is_grads_batched=False, materialize_grads=False):
    """The gradients of outputs with respect to inputs."""
    if materialize_grads and allow_unused is not None and not allow_unused:
        prim.fail("value", "Expected allow_unused to be True or not passed when "
            + "materialize_grads=True, but got: allow_unused=False.")
    outputs, inputs = _several(outputs), _several(inputs)
    given = () if grad_outputs is None else _several(grad_outputs)
    retain = create_graph if retain_graph is None else retain_graph
    unused = materialize_grads if allow_unused is None else allow_unused
    if is_grads_batched:
        return _batched_grad(outputs, inputs, given, retain, create_graph, unused)
    found = _pull_back(outputs, inputs, given, retain, create_graph)
    for i, g in enumerate(found):
        if g is None and not unused:
            prim.fail("runtime", "The differentiated Tensor at index " + str(i)
                + " appears to not have been used in the graph. Set allow_unused=True if this is "
                + "the desired behavior.")
    if not materialize_grads:
        return found
    return tuple([zeros_like(x) if g is None else g for x, g in zip(inputs, found)])

# A gradient for each row of the cotangents.
@plain
def _batched_grad(outputs, inputs, given, retain, create_graph, unused):
    rows = []
    n = prim.shape(given[0])[0]
    for k in range(n):
        rows.append(grad(outputs, inputs, [g[k] for g in given], retain or k < n - 1,
                         create_graph, allow_unused=unused))
    found = []
    for i in range(len(inputs)):
        column = [row[i] for row in rows]
        found.append(None if column[0] is None else stack(column))
    return tuple(found)

@plain
def backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False,
             grad_variables=None, inputs=None):
    """Accumulates gradients of tensors in the leaves that they come from, or in inputs."""
    if grad_tensors is None:
        grad_tensors = grad_variables
    _backward(_several(tensors), grad_tensors, retain_graph, create_graph, inputs)

# -- Anomalies ----------------------------------------------------------------------------------

# What torch.autograd.detect_anomaly and set_detect_anomaly give: there is always as much said.
class set_detect_anomaly:
    def __init__(self, mode=True, check_nan=True):
        self.mode = mode
        self.prev = prim.detect_anomaly(mode and check_nan)

    def __enter__(self):
        return None

    def __exit__(self, kind, value, traceback):
        prim.detect_anomaly(self.prev)

class detect_anomaly(set_detect_anomaly):
    def __init__(self, check_nan=True):
        set_detect_anomaly.__init__(self, True, check_nan)

Function = torch.autograd.function.Function

# -- Checks -------------------------------------------------------------------------------------

class GradcheckError(RuntimeError):
    pass

@plain
def _flat(x):
    return prim.detached(x).reshape(-1)

@plain
def _run_on(func, inputs):
    outputs = func(*inputs)
    return _several(outputs)

@plain
def _close(a, b, rtol, atol):
    return bool(((a - b).abs() <= atol + rtol * b.abs()).all())

# By central differences: for each output a matrix (elements of the input, of the output).
@plain
def _numerical(func, inputs, j, eps):
    x = prim.detached(inputs[j])
    columns = []
    for k in range(numel(x)):
        sides = []
        for step in (eps, -eps):
            moved = x.clone()
            moved.view(-1)[k] += step
            moved.requires_grad_()
            changed = [moved if i == j else y for i, y in enumerate(inputs)]
            sides.append([_flat(y) for y in _run_on(func, changed)])
        columns.append([(a - b) / (2 * eps) for a, b in zip(sides[0], sides[1])])
    return [stack([column[i] for column in columns]) for i in range(len(columns[0]))]

@plain
def _analytical(output, x):
    rows = []
    flat = output.reshape(-1)
    for k in range(numel(output)):
        g = grad(flat[k], x, retain_graph=True, allow_unused=True, materialize_grads=True)[0]
        rows.append(_flat(g))
    return stack(rows, 1)

@plain
def _gradcheck(func, inputs, eps, atol, rtol):
    inputs = _several(inputs)
    checked = [j for j, x in enumerate(inputs) if _is_tensor(x) and prim.requires_grad(x)]
    if len(checked) == 0:
        raise ValueError("gradcheck expects at least one input tensor to require gradient, but "
                         "none of them have requires_grad=True.")
    outputs = _run_on(func, inputs)
    connected = [i for i, y in enumerate(outputs) if prim.requires_grad(y)]
    for j in checked:
        numerical = _numerical(func, inputs, j, eps)
        if len(connected) == 0:
            for n in numerical:
                if not _close(n, zeros_like(n), rtol, atol):
                    raise GradcheckError("Numerical gradient for function expected to be zero")
        for i in connected:
            a = _analytical(outputs[i], inputs[j])
            if not _close(a, numerical[i], rtol, atol):
                raise GradcheckError("Jacobian mismatch for output " + str(i)
                    + " with respect to input " + str(j) + ",\nnumerical:" + str(numerical[i])
                    + "\nanalytical:" + str(a) + "\n")
    return True

@plain
def gradcheck(func, inputs, *, eps=1e-6, atol=1e-5, rtol=1e-3, raise_exception=True,
              nondet_tol=0.0, check_undefined_grad=True, check_grad_dtypes=False,
              check_batched_grad=False, check_batched_forward_grad=False, check_forward_ad=False,
              check_backward_ad=True, fast_mode=False, masked=None):
    """Whether derivatives agree with central differences."""
    before = prim.grad_enabled()
    prim.set_grad_enabled(True)
    try:
        return _gradcheck(func, inputs, eps, atol, rtol)
    except RuntimeError:
        if raise_exception:
            raise
        return False
    finally:
        prim.set_grad_enabled(before)

@plain
def gradgradcheck(func, inputs, grad_outputs=None, *, eps=1e-6, atol=1e-5, rtol=1e-3,
                  gen_non_contig_grad_outputs=False, raise_exception=True, nondet_tol=0.0,
                  check_undefined_grad=True, check_grad_dtypes=False, check_batched_grad=False,
                  check_fwd_over_rev=False, check_rev_over_rev=True, fast_mode=False,
                  masked=False):
    """Whether second derivatives agree with central differences."""
    inputs = _several(inputs)
    outputs = [y for y in _run_on(func, inputs) if prim.requires_grad(y)]
    if grad_outputs is None:
        given = tuple([ones_like(y).requires_grad_() for y in outputs])
    else:
        given = _several(grad_outputs)
    n = len(inputs)
    def gradient(*values):
        results = [y for y in _run_on(func, values[:n]) if prim.requires_grad(y)]
        wanted = [x for x in values[:n] if _is_tensor(x) and prim.requires_grad(x)]
        return grad(results, wanted, values[n:], create_graph=True, allow_unused=True,
                    materialize_grads=True)
    return gradcheck(gradient, inputs + given, eps=eps, atol=atol, rtol=rtol,
                     raise_exception=raise_exception)
