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
    """The same elements, off the tape."""
    return prim.detached(input)

@property
@plain
def retains_grad(input):
    """Whether a tensor that is no leaf keeps its gradient."""
    return prim.retains_grad(input)

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

@plain
def _as_list(tensors):
    if tensors is None:
        return []
    return [tensors] if _is_tensor(tensors) else list(tensors)

# One gradient for each output: ones for an output of one element.
@plain
def _cotangents(outputs, given):
    made = []
    for i, out in enumerate(outputs):
        g = given[i] if i < len(given) else None
        if g is None:
            if not prim.requires_grad(out):
                prim.fail("runtime", "element " + str(i)
                    + " of tensors does not require grad and does not have a grad_fn")
            if numel(out) != 1:
                prim.fail("runtime", "grad can be implicitly created only for scalar outputs")
            g = ones_like(out)
        elif prim.shape(g) != prim.shape(out):
            prim.fail("runtime", "Mismatch in shape: grad_output[" + str(i) + "] has a shape of "
                + str(prim.shape(g)) + " and output[" + str(i) + "] has a shape of "
                + str(prim.shape(out)) + ".")
        if not prim.requires_grad(out):
            prim.fail("runtime", "element " + str(i)
                + " of tensors does not require grad and does not have a grad_fn")
        made.append(g)
    return made

@method
@plain
def backward(input, gradient=None, retain_graph=None, create_graph=False, inputs=None):
    """Accumulates gradients in the leaves that the tensor comes from."""
    retain = create_graph if retain_graph is None else retain_graph
    roots = [input]
    cotangents = _cotangents(roots, [] if gradient is None else [gradient])
    wrt = None if inputs is None else _as_list(inputs)
    prim.backward(roots, cotangents, wrt, bool(retain), bool(create_graph), True)

@inline
def _inplace_zero(input):
    """Zeros."""
    return prim.full(prim.shape(input), 0, prim.dtype(input))

@inline
def _inplace_fill(input, value):
    """One number."""
    return prim.full(prim.shape(input), value, prim.dtype(input))

@inline
def _inplace_copy(input, src, non_blocking=False):
    """The elements of src."""
    return _expand_to(_cast(src, prim.dtype(input)), input)

# Assignments to members of tensors: x.grad = g calls _set_grad(x, g).
@plain
def _set_grad(input, grad):
    if grad is not None and not _is_tensor(grad):
        prim.fail("type", "assigned grad expected to be a Tensor or None but got grad of type "
            + prim.kind(grad))
    if grad is not None and prim.shape(grad) != prim.shape(input):
        prim.fail("runtime", "assigned grad has data of a different size")
    if grad is not None and prim.dtype(grad) != prim.dtype(input):
        prim.fail("runtime", "assigned grad has data of a different type")
    prim.set_grad(input, grad)

@plain
def _set_requires_grad(input, requires_grad):
    requires_grad_(input, requires_grad)

@plain
def _set_data(input, data):
    prim.become(input, prim.set_requires_grad(prim.detached(data), prim.requires_grad(input)))
