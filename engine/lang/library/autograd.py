# Gradients of programs that run eagerly: the members of tensors and the functions of torch.autograd.
# They run like functions of the program; prim.* is what the tape itself offers.

@property
@plain
def grad(input):
    """The gradient that backward() accumulated, or None."""
    return prim.grad(input)

@property
@plain
def requires_grad(input):
    """Whether gradients flow to the tensor."""
    return prim.requires_grad(input)

@property
@plain
def is_leaf(input):
    """Whether the tensor comes from no recorded operation."""
    return prim.is_leaf(input)

@property
@plain
def grad_fn(input):
    """The node of the tape that the tensor comes from, or None."""
    return prim.node(input)

@property
@plain
def data(input):
    """The same elements, off the tape, which does not see what is written to them."""
    return prim.apart(input)

@property
@plain
def retains_grad(input):
    """Whether a tensor that is no leaf keeps its gradient."""
    return prim.retains_grad(input)

@property
@plain
def _version(input):
    """How often the elements were written to."""
    return prim.version(input)

@property
@plain
def _base(input):
    """What the tensor is a view of, or None."""
    return prim.base(input)

@property
@plain
def output_nr(input):
    """Which result of its grad_fn the tensor is."""
    return prim.output_number(input)

@method
@plain
def requires_grad_(input, requires_grad=True):
    """Asks for gradients with respect to a leaf."""
    if not prim.has_elements(input):
        return input
    if not requires_grad and not prim.is_leaf(input):
        prim.fail("runtime", "you can only change requires_grad flags of leaf variables. If you "
            "want to use a computed variable in a subgraph that doesn't require differentiation "
            "use var_no_grad = var.detach().")
    if requires_grad and prim.dtype_kind(prim.dtype(input)) != "float":
        prim.fail("runtime", "only Tensors of floating point dtype can require gradients")
    return prim.set_requires_grad(input, True) if prim.is_leaf(input) and requires_grad else (
        prim.set_requires_grad(input, False) if not requires_grad else input)

@method
@plain
def detach_(input):
    """Takes the tensor off the tape."""
    if prim.is_view(input):
        prim.fail("runtime", "Can't detach views in-place. Use detach() instead. If you are using "
            "DistributedDataParallel (DDP) for training, and gradient_as_bucket_view is set as "
            "True, gradients are views of DDP buckets, and hence detach_() cannot be called on "
            "these gradients. To fix this error, please refer to the Optimizer.zero_grad() "
            "function in torch/optim/optimizer.py as the solution.")
    return prim.become(input, prim.detached(input))

@method
@plain
def retain_grad(input):
    """Lets a tensor that is no leaf keep its gradient."""
    if not prim.requires_grad(input):
        prim.fail("runtime", "can't retain_grad on Tensor that has requires_grad=False")
    prim.retain_grad(input)

@method
@plain
def numpy(input, *, force=False):
    """The elements as an array that prints as NumPy's does."""
    if prim.requires_grad(input) and not force:
        prim.fail("runtime", "Can't call numpy() on Tensor that requires grad. Use "
            + "tensor.detach().numpy() instead.")
    return prim.array(prim.detached(input))

@method
@plain
def is_inference(input):
    """Whether the tensor was made in inference_mode()."""
    return prim.inference(input)

@method
@plain
def _is_view(input):
    """Whether the tensor is a view of another one."""
    return prim.is_view(input)

# -- Hooks ---------------------------------------------------------------------------------------

@method
@plain
def register_hook(input, hook):
    """hook(gradient) is called when the gradient is known; what it returns replaces it."""
    if not prim.requires_grad(input):
        prim.fail("runtime", "cannot register a hook on a tensor that doesn't require gradient")
    return torch.utils.hooks.RemovableHandle(prim.add_hook(input, hook))

@method
@plain
def register_post_accumulate_grad_hook(input, hook):
    """hook(input) is called when the gradient of a leaf was accumulated."""
    if not prim.requires_grad(input):
        prim.fail("runtime", "cannot register a hook on a tensor that doesn't require gradient")
    if not prim.is_leaf(input):
        prim.fail("runtime",
            "post accumulate grad hooks cannot be registered on non-leaf tensors")
    return torch.utils.hooks.RemovableHandle(prim.add_late_hook(input, hook))

@plain
def _node_hook(node, hook):
    return torch.utils.hooks.RemovableHandle(prim.add_node_hook(node, hook, False))

@plain
def _node_prehook(node, hook):
    return torch.utils.hooks.RemovableHandle(prim.add_node_hook(node, hook, True))

# -- Gradient mode -------------------------------------------------------------------------------

@plain
def is_grad_enabled():
    """Whether operations are recorded."""
    return prim.grad_enabled()

# The function, run in a mode of its own.
@plain
def _in_mode(func, mode):
    def run(*arguments, **named):
        before = prim.grad_enabled()
        prim.set_grad_enabled(mode)
        try:
            return func(*arguments, **named)
        finally:
            prim.set_grad_enabled(before)
    run.__name__ = func.__name__
    return run

class _GradMode:
    def __init__(self, mode):
        self._mode = mode
        self.prev = False

    def __enter__(self):
        self.prev = prim.grad_enabled()
        prim.set_grad_enabled(self._mode)

    def __exit__(self, kind, value, traceback):
        prim.set_grad_enabled(self.prev)

    def __call__(self, func):
        return _in_mode(func, self._mode)

class _InferenceMode:
    def __init__(self, mode):
        self._mode = mode
        self.prev = (True, False)

    def __enter__(self):
        self.prev = (prim.grad_enabled(), prim.set_inference(self._mode))
        prim.set_grad_enabled(not self._mode and self.prev[0])

    def __exit__(self, kind, value, traceback):
        prim.set_grad_enabled(self.prev[0])
        prim.set_inference(self.prev[1])

    def __call__(self, func):
        def run(*arguments, **named):
            with _InferenceMode(self._mode):
                return func(*arguments, **named)
        run.__name__ = func.__name__
        return run

@plain
def is_inference_mode_enabled():
    """Whether the code runs in inference_mode()."""
    before = prim.set_inference(False)
    prim.set_inference(before)
    return before

@plain
def no_grad(orig_func=None):
    """A context, or decorator, in which operations are not recorded."""
    return _GradMode(False) if orig_func is None else _in_mode(orig_func, False)

@plain
def enable_grad(orig_func=None):
    """A context, or decorator, in which operations are recorded."""
    return _GradMode(True) if orig_func is None else _in_mode(orig_func, True)

@plain
def inference_mode(mode=True):
    """Like no_grad()."""
    context = _InferenceMode(mode if prim.kind(mode) == "bool" else True)
    return context if prim.kind(mode) == "bool" else context(mode)

class set_grad_enabled(_GradMode):
    def __init__(self, mode):
        self._mode = bool(mode)
        self.prev = prim.grad_enabled()
        prim.set_grad_enabled(self._mode)

    def __enter__(self):
        prim.set_grad_enabled(self._mode)

    def __call__(self, func):
        prim.set_grad_enabled(self.prev)
        return _in_mode(func, self._mode)

@method
@plain
def item(input):
    """The only element as a Python number."""
    if numel(input) != 1:
        prim.fail("runtime", "a Tensor with " + str(numel(input))
            + " elements cannot be converted to Scalar")
    return prim.item(input)

@method
@plain
def tolist(input):
    """The elements as nested lists of Python numbers."""
    return prim.list(input)

@method
@plain
def is_same_size(input, other):
    """Whether both have the same shape."""
    return prim.shape(input) == prim.shape(other)

# -- Gradients -----------------------------------------------------------------------------------

# One tensor or several, as a tuple.
@plain
def _several(tensors):
    return (tensors,) if _is_tensor(tensors) else tuple(tensors)

@plain
def _refuse_without_grad(i):
    prim.fail("runtime", "element " + str(i)
        + " of tensors does not require grad and does not have a grad_fn")

# The cotangent of the i-th output, made for an output of one element.
@plain
def _cotangent(i, out, g):
    if g is None:
        if not prim.requires_grad(out):
            _refuse_without_grad(i)
        if numel(out) != 1:
            prim.fail("runtime", "grad can be implicitly created only for scalar outputs")
        return ones_like(out)
    if not _is_tensor(g):
        prim.fail("type", "gradients can be either Tensors or None, but got " + prim.kind(g))
    if prim.shape(g) != prim.shape(out):
        prim.fail("runtime", "Mismatch in shape: grad_output[" + str(i) + "] has a shape of "
            + str(prim.shape(g)) + " and output[" + str(i) + "] has a shape of "
            + str(prim.shape(out)) + ".")
    if not prim.requires_grad(out):
        _refuse_without_grad(i)
    return g if prim.dtype(g) == prim.dtype(out) else g.to(prim.dtype(out))

@plain
def _cotangents(outputs, given):
    return [_cotangent(i, out, given[i] if i < len(given) else None)
            for i, out in enumerate(outputs)]

# torch.autograd.grad without its checks of what was not used: None where nothing flows.
@plain
def _pull_back(outputs, inputs, given, retain, create_graph):
    cotangents = _cotangents(outputs, given)
    if len(inputs) == 0:
        prim.fail("runtime", "`inputs` argument to `grad()` cannot be empty.")
    for x in inputs:
        if not prim.requires_grad(x):
            prim.fail("runtime", "One of the differentiated Tensors does not require grad")
    return prim.backward(list(outputs), cotangents, list(inputs), bool(retain),
                         bool(create_graph), False)

@plain
def _backward(tensors, given, retain_graph, create_graph, inputs):
    given = (None,) * len(tensors) if given is None else _several(given)
    if len(given) != len(tensors):
        prim.fail("runtime", "got " + str(len(tensors)) + " tensors and " + str(len(given))
            + " gradients")
    wrt = None
    if inputs is not None:
        wrt = list(_several(inputs))
        if len(wrt) == 0:
            prim.fail("runtime", "`inputs` argument to `backward()` cannot be empty.")
        for x in wrt:
            if not prim.requires_grad(x) or not prim.is_leaf(x):
                x.retain_grad()
    retain = create_graph if retain_graph is None else retain_graph
    prim.backward(list(tensors), _cotangents(tensors, given), wrt, bool(retain),
                  bool(create_graph), True)

# The same for one tensor, which needs no cotangent, and all leaves.
@plain
def _backward_scalar(out, retain, create_graph):
    prim.backward([out], [_cotangent(0, out, None)], None, bool(retain), bool(create_graph), True)

@method
@plain
def backward(input, gradient=None, retain_graph=None, create_graph=False, inputs=None):
    """Accumulates gradients in the leaves that the tensor comes from."""
    if gradient is None and inputs is None:
        return _backward_scalar(input, create_graph if retain_graph is None else retain_graph,
                                create_graph)
    _backward((input,), gradient, retain_graph, create_graph, inputs)

@inline
@fills
def _inplace_zero(input):
    """Zeros."""
    return prim.full(prim.shape(input), 0, prim.dtype(input))

@inline
@fills
def _inplace_fill(input, value):
    """One number."""
    if _is_tensor(value) and _rank(value) > 0:
        prim.fail("runtime", "fill_ only supports 0-dimension value tensor but got tensor with "
            + str(_rank(value)) + " dimensions.")
    return prim.full(prim.shape(input), value, prim.dtype(input))

@inline
def _inplace_copy(input, src, non_blocking=False):
    """The elements of src."""
    return _expand_to(_cast(src, prim.dtype(input)), input)

# "Float" for torch.float32, as in torch.FloatTensor.
@plain
def _scalar_name(dtype):
    names = {"float16": "Half", "bfloat16": "BFloat16", "float32": "Float", "float64": "Double",
             "uint8": "Byte", "int8": "Char", "int16": "Short", "int32": "Int", "int64": "Long",
             "bool": "Bool"}
    return names[str(dtype)[6:]]

# -- Assignments to members of tensors: x.grad = g calls _set_grad(x, g) --------------------------

@plain
def _set_grad(input, grad):
    if grad is None:
        return prim.set_grad(input, None)
    if not _is_tensor(grad):
        prim.fail("type", "assigned grad expected to be a Tensor or None but got grad of type "
            + prim.kind(grad))
    if grad is input:
        prim.fail("runtime", "can't assign Variable as its own grad")
    if prim.shape(grad) != prim.shape(input):
        prim.fail("runtime", "attempting to assign a gradient of size '"
            + str(list(prim.shape(grad))) + "' to a tensor of size '"
            + str(list(prim.shape(input))) + "'. Please ensure that the gradient and the tensor "
            "are the same size")
    if prim.dtype(grad) != prim.dtype(input):
        prim.fail("runtime", "attempting to assign a gradient with dtype '"
            + _scalar_name(prim.dtype(grad)).lower() + "' to a tensor with grad_dtype '"
            + _scalar_name(prim.dtype(input)) + "'. The gradient must match the tensor's "
            "grad_dtype (defaults to the tensor's dtype). You can set the tensor's grad_dtype "
            "attribute with a specific dtype, or None to allow any dtype. Set grad_dtype with "
            "caution. Diverging the dtypes of a tensor and its gradient may break downstream "
            "systems that assume they match.")
    prim.set_grad(input, grad)

@plain
def _set_requires_grad(input, requires_grad):
    if prim.kind(requires_grad) != "bool":
        prim.fail("runtime", "requires_grad must be a bool")
    if requires_grad and prim.dtype_kind(prim.dtype(input)) != "float":
        prim.fail("runtime",
            "only Tensors of floating point and complex dtype can require gradients")
    input.requires_grad_(requires_grad)

@plain
def _set_data(input, data):
    if not _is_tensor(data):
        prim.fail("type", "Variable data has to be a tensor, but got " + prim.kind(data))
    if prim.requires_grad(input) and prim.dtype_kind(prim.dtype(data)) != "float":
        prim.fail("runtime", "data set to a tensor that requires gradients must be floating point "
            "or complex dtype")
    prim.set_data(input, data)

# Nothing is left to be compiled.
@plain
def compile(model=None, *, fullgraph=False, dynamic=None, backend="inductor", mode=None,
        options=None, disable=False):
    """The function or module itself."""
    return (lambda decorated: decorated) if model is None else model

vmap = torch.func.vmap
