# torch.autograd.function: functions with a derivative of their own.

# What forward and backward of a Function share; also its node on the tape.
class FunctionCtx:
    def save_for_backward(self, *tensors):
        for i, x in enumerate(tensors):
            if x is not None and not _is_tensor(x):
                prim.fail("type", "save_for_backward can only save variables, but argument "
                    + str(i) + " is of type " + type(x).__name__)
        self.to_save = tensors

    def save_for_forward(self, *tensors):
        self.saved_for_forward = tensors

    def mark_dirty(self, *tensors):
        self.dirty_tensors = tensors

    def mark_non_differentiable(self, *tensors):
        self.non_differentiable = tensors

    def set_materialize_grads(self, value):
        self.materialize_grads = value

    @property
    def saved_tensors(self):
        if self._node is None:
            return self.to_save
        prim.check_unused(self._node)
        return tuple([prim.unpack(self._node, i) if present else None
                      for i, present in enumerate(self._present)])

    @property
    def saved_variables(self):
        return self.saved_tensors

    @property
    def next_functions(self):
        return prim.next_functions(self._node)

    @property
    def metadata(self):
        return self._metadata

    def name(self):
        return type(self).__name__

    def register_hook(self, hook):
        return _node_hook(self._node, hook)

    def register_prehook(self, hook):
        return _node_prehook(self._node, hook)

# The class of a function's contexts, which is kept with it.
@plain
def _context_class(function):
    name = function.__name__ + "Backward"
    if function._backward_cls is None or function._backward_cls.__name__ != name:
        function._backward_cls = prim.new_class(name, FunctionCtx)
    return function._backward_cls

# The context of one call.
@plain
def _context(function, arguments):
    ctx = _context_class(function)()
    ctx.needs_input_grad = tuple([_is_tensor(x) and prim.requires_grad(x) for x in arguments])
    ctx.materialize_grads = True
    ctx.to_save = ()
    ctx.dirty_tensors = ()
    ctx.non_differentiable = ()
    ctx._metadata = {}
    ctx._present = ()
    ctx._node = None
    return ctx

@plain
def _is_among(x, tensors):
    for other in tensors:
        if other is x:
            return True
    return False

# Whether the class has a setup_context of its own, so that its forward takes no context.
@plain
def _splits_forward(function):
    return function.setup_context is not Function.setup_context

@plain
def _run_forward(function, ctx, arguments):
    before = prim.grad_enabled()
    prim.set_grad_enabled(False)
    try:
        if not _splits_forward(function):
            return function.forward(ctx, *arguments)
        output = function.forward(*arguments)
        function.setup_context(ctx, arguments, output)
        return output
    finally:
        prim.set_grad_enabled(before)

# How an output goes on the tape: 0 not at all, 1 as it is, 2 changed in place, 3 another name of
# an argument.
@plain
def _output_flag(ctx, x, arguments):
    if _is_among(x, ctx.non_differentiable) or _kind(x) != "float":
        return 0
    if _is_among(x, ctx.dirty_tensors):
        return 2
    return 3 if _is_among(x, arguments) else 1

@plain
def _check_dirty(ctx):
    for x in ctx.dirty_tensors:
        if prim.is_leaf(x) and prim.requires_grad(x):
            prim.fail("runtime",
                "a leaf Variable that requires grad has been used in an in-place operation.")

@plain
def _invalid_gradient(ctx, i, g, x):
    prim.fail("runtime", "Function " + ctx.name() + " returned an invalid gradient at index "
        + str(i) + " - got " + str(list(prim.shape(g))) + " but expected shape compatible with "
        + str(list(prim.shape(x))))

# The gradient of the i-th argument x, of its shape and dtype.
@plain
def _fit_gradient(ctx, i, g, x):
    if g is None:
        return None
    if not _is_tensor(g):
        prim.fail("runtime", "expected Variable or None (got " + type(g).__name__ + ")")
    want, have = prim.shape(x), prim.shape(g)
    if want != have:
        if len(have) < len(want):
            _invalid_gradient(ctx, i, g, x)
        for k in range(len(want)):
            if want[-1 - k] != have[-1 - k] and want[-1 - k] != 1:
                _invalid_gradient(ctx, i, g, x)
        g = _sum_to(g, want)
    return g if prim.dtype(g) == prim.dtype(x) else g.to(prim.dtype(x))

@plain
def _sum_to(g, shape):
    extra = len(prim.shape(g)) - len(shape)
    if extra > 0:
        g = g.sum(tuple(range(extra)))
    for k in range(len(shape)):
        if shape[k] == 1 and prim.shape(g)[k] != 1:
            g = g.sum(k, keepdim=True)
    return g

# The gradients that backward returned, one by argument that is a tensor.
@plain
def _fit_gradients(ctx, gradients, arguments):
    if type(gradients) is not tuple and type(gradients) is not list:
        gradients = (gradients,)
    n = len(arguments)
    while len(gradients) > n and gradients[-1] is None:
        gradients = gradients[:-1]
    if len(gradients) != n:
        prim.fail("runtime", "function " + ctx.name()
            + " returned an incorrect number of gradients (expected " + str(n) + ", got "
            + str(len(gradients)) + ")")
    fitting = []
    for i, x in enumerate(arguments):
        if _is_tensor(x):
            fitting.append(_fit_gradient(ctx, i, gradients[i], x))
        elif gradients[i] is not None:
            prim.fail("runtime", "function " + ctx.name() + " returned a gradient different from "
                + "None at position " + str(i + 1) + ", but the corresponding forward input was "
                + "not a Variable")
    return tuple(fitting)

# What the tape calls with the cotangents of the outputs.
@plain
def _pull(function, ctx, arguments, outputs):
    kinds = [(prim.shape(y), prim.dtype(y)) for y in outputs]
    shapes = [prim.detached(x) if _is_tensor(x) else x for x in arguments]
    def pull(cotangents):
        given = []
        for g, kind in zip(cotangents, kinds):
            if g is None and ctx.materialize_grads:
                g = zeros(kind[0], dtype=kind[1])
            given.append(g)
        return _fit_gradients(ctx, function.backward(ctx, *given), shapes)
    return pull

# Puts the call on the tape; the outputs as the program gets them.
@plain
def _record(function, ctx, arguments, outputs):
    tensors = [y for y in outputs if _is_tensor(y)]
    flags = [_output_flag(ctx, y, arguments) for y in tensors]
    _check_dirty(ctx)
    inputs = [x for x in arguments if _is_tensor(x)]
    node, made = prim.attach(ctx.name(), inputs, tensors, flags,
                             _pull(function, ctx, arguments, tensors), len(ctx.to_save))
    ctx._node = node
    prim.set_node_object(node, ctx)
    made = list(made)
    outputs = [made.pop(0) if _is_tensor(y) else y for y in outputs]
    ctx._present = tuple([x is not None for x in ctx.to_save])
    for i, x in enumerate(ctx.to_save):
        if x is not None:
            prim.save(node, i, x)
    ctx.to_save = ()
    return outputs

class Function:
    _backward_cls = None

    @staticmethod
    def forward(*arguments, **named):
        raise NotImplementedError("You must implement the forward function for custom "
                                  "autograd.Function.")

    @staticmethod
    def setup_context(ctx, inputs, output):
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def vjp(ctx, *gradients):
        raise NotImplementedError("You must implement either the backward or vjp method for your "
            "custom autograd.Function to use it with backward mode AD.")

    backward = vjp

    @staticmethod
    def jvp(ctx, *tangents):
        raise NotImplementedError("You must implement the jvp function for custom "
                                  "autograd.Function to use it with forward mode AD.")

    def __call__(self, *arguments, **named):
        raise RuntimeError("Legacy autograd function with non-static forward method is "
            "deprecated. Please use new-style autograd function with static forward method. "
            "(Example: https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)")

    @classmethod
    def apply(cls, *arguments):
        ctx = _context(cls, arguments)
        output = _run_forward(cls, ctx, arguments)
        single = not (type(output) is tuple or type(output) is list)
        outputs = [output] if single else list(output)
        if prim.grad_enabled() and True in ctx.needs_input_grad:
            outputs = _record(cls, ctx, arguments, outputs)
        else:
            outputs = [prim.detached(y) if _is_among(y, arguments) and _is_tensor(y)
                       and prim.requires_grad(y) and not _is_among(y, ctx.dirty_tensors) else y
                       for y in outputs]
        return outputs[0] if single else tuple(outputs)

# -- Derivatives that have none ---------------------------------------------------------------------

@plain
def _refuse_twice(cotangents):
    prim.fail("runtime", "trying to differentiate twice a function that was marked with "
        + "@once_differentiable")

@plain
def once_differentiable(fn):
    """Says of a backward() that its result has no derivative."""
    def run(ctx, *gradients):
        before = prim.grad_enabled()
        prim.set_grad_enabled(False)
        try:
            outputs = fn(ctx, *gradients)
        finally:
            prim.set_grad_enabled(before)
        inputs = [g for g in gradients if _is_tensor(g) and prim.requires_grad(g)]
        if not before or len(inputs) == 0:
            return outputs
        several = type(outputs) is tuple
        given = list(outputs) if several else [outputs]
        tensors = [y.detach() for y in given if _is_tensor(y)]
        node, made = prim.attach("DelayedError", inputs, tensors, [1] * len(tensors),
                                 _refuse_twice, 0)
        made = list(made)
        given = [made.pop(0) if _is_tensor(y) else y for y in given]
        return tuple(given) if several else given[0]
    return run
