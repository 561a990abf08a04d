# torch.nn: parameters, modules and their containers. What a module keeps under the name of a
# parameter, buffer or module is at once an attribute of it, so that reading one is cheap.

class Parameter(torch.Tensor):
    """A tensor that is a parameter of the module that it is assigned to."""
    __module__ = "torch.nn.parameter"

    def __new__(cls, data=None, requires_grad=True):
        if data is None:
            data = torch.empty(0)
        if requires_grad and not data.is_floating_point():
            raise RuntimeError("Only Tensors of floating point and complex dtype can require "
                "gradients")
        return prim.subclassed(data, cls, requires_grad)

# What registering a hook gives.
class _Handle:
    __module__ = "torch.utils.hooks"

    def __init__(self, hooks, hook, first=False):
        self.hooks = hooks
        if first:
            others = dict(hooks)
            hooks.clear()
            hooks[self] = hook
            hooks.update(others)
        else:
            hooks[self] = hook

    def remove(self):
        """The hook is no longer called."""
        self.hooks.pop(self, None)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, place):
        self.remove()

# What load_state_dict gives.
class _IncompatibleKeys:
    def __init__(self, missing_keys, unexpected_keys):
        self.missing_keys = missing_keys
        self.unexpected_keys = unexpected_keys

    def __iter__(self):
        return iter((self.missing_keys, self.unexpected_keys))

    def __getitem__(self, i):
        return (self.missing_keys, self.unexpected_keys)[i]

    def __repr__(self):
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return (f"_IncompatibleKeys(missing_keys={self.missing_keys}, "
            f"unexpected_keys={self.unexpected_keys})")

@plain
def _typename(value):
    kind = type(value)
    if kind is torch.Tensor:
        return f"torch.{torch._type_name(value)}Tensor"
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"

@plain
def _indented(text):
    lines = text.split("\n")
    return "\n".join(lines[:1] + ["  " + line for line in lines[1:]])

@plain
def _joined(prefix, name):
    return prefix + "." + name if prefix else name

class Module:
    """Base of all modules: parameters, buffers and modules by name, and a function forward."""
    __module__ = "torch.nn.modules.module"

    def __init__(self, *args, **kwargs):
        if kwargs:
            raise TypeError(f"{type(self).__name__}.__init__() got an unexpected keyword argument "
                f"'{next(iter(kwargs))}'")
        if args:
            raise TypeError(f"{type(self).__name__}.__init__() takes 1 positional argument but "
                f"{len(args) + 1} were given")
        keep = object.__setattr__
        keep(self, "training", True)
        keep(self, "_parameters", {})
        keep(self, "_buffers", {})
        keep(self, "_modules", {})
        keep(self, "_non_persistent_buffers_set", set())
        keep(self, "_hooks", None)

    # -- Attributes --

    def __setattr__(self, name, value):
        ready = hasattr(self, "_hooks")
        if isinstance(value, Parameter):
            if not ready:
                raise AttributeError("cannot assign parameters before Module.__init__() call")
            if name not in self._parameters:
                self._forget(name)
            self._parameters[name] = value
            object.__setattr__(self, name, value)
        elif isinstance(value, Module):
            if not ready:
                raise AttributeError("cannot assign module before Module.__init__() call")
            if name not in self._modules:
                self._forget(name)
            self._modules[name] = value
            object.__setattr__(self, name, value)
        else:
            if ready:
                self._check_replacement(name, value)
            object.__setattr__(self, name, value)

    # Only None, and tensors as buffers, may take the place of what is registered.
    def _check_replacement(self, name, value):
        if name in self._parameters:
            if value is not None:
                raise TypeError(f"cannot assign '{_typename(value)}' as parameter '{name}' "
                    "(torch.nn.Parameter or None expected)")
            self._parameters[name] = None
        elif name in self._modules:
            if value is not None:
                raise TypeError(f"cannot assign '{_typename(value)}' as child module '{name}' "
                    "(torch.nn.Module or None expected)")
            self._modules[name] = None
        elif name in self._buffers:
            if value is not None and not isinstance(value, torch.Tensor):
                raise TypeError(f"cannot assign '{_typename(value)}' as buffer '{name}' "
                    "(torch.nn.Buffer, torch.Tensor or None expected)")
            self._buffers[name] = value

    def __delattr__(self, name):
        self._forget(name)
        object.__delattr__(self, name)

    def _forget(self, name):
        self._parameters.pop(name, None)
        self._buffers.pop(name, None)
        self._modules.pop(name, None)
        self._non_persistent_buffers_set.discard(name)

    def _check_name(self, what, name, taken):
        if not isinstance(name, str):
            raise TypeError(f"{what} name should be a string. Got {_typename(name)}")
        if "." in name:
            raise KeyError(f"module name can't contain \".\", got: {name}" if what == "module"
                else f"{what} name can't contain \".\"")
        if name == "":
            raise KeyError(f"{what} name can't be empty string \"\"")
        if name not in taken and hasattr(self, name):
            raise KeyError(f"attribute '{name}' already exists")

    def register_parameter(self, name, param):
        """Makes a Parameter, or None, an attribute that parameters() knows."""
        if not hasattr(self, "_hooks"):
            raise AttributeError("cannot assign parameter before Module.__init__() call")
        if name not in self._parameters:
            self._check_name("parameter", name, self._parameters)
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(f"cannot assign '{_typename(param)}' object to parameter '{name}' "
                "(torch.nn.Parameter or None required)")
        self._parameters[name] = param
        object.__setattr__(self, name, param)

    def register_buffer(self, name, tensor, persistent=True):
        """Makes a tensor an attribute that state_dict() knows and training does not change."""
        if not hasattr(self, "_hooks"):
            raise AttributeError("cannot assign buffer before Module.__init__() call")
        self._check_name("buffer", name, self._buffers)
        if tensor is not None and not isinstance(tensor, torch.Tensor):
            raise TypeError(f"cannot assign '{_typename(tensor)}' object to buffer '{name}' "
                "(torch Tensor or None required)")
        self._buffers[name] = tensor
        object.__setattr__(self, name, tensor)
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def add_module(self, name, module):
        """Makes a module an attribute that modules() knows."""
        if module is not None and not isinstance(module, Module):
            raise TypeError(f"{_typename(module)} is not a Module subclass")
        self._check_name("module", name, self._modules)
        self._modules[name] = module
        object.__setattr__(self, name, module)

    def register_module(self, name, module):
        """The same as add_module."""
        self.add_module(name, module)

    # -- Walks --

    def named_modules(self, memo=None, prefix="", remove_duplicate=True):
        """This module and all below it, each with its path."""
        found = []
        self._find_modules(found, set() if memo is None else memo, prefix, remove_duplicate)
        return iter(found)

    def _find_modules(self, found, seen, prefix, once):
        if self in seen:
            return
        if once:
            seen.add(self)
        found.append((prefix, self))
        for name, module in self._modules.items():
            if module is not None:
                module._find_modules(found, seen, _joined(prefix, name), once)

    def modules(self):
        """This module and all below it."""
        return iter([module for _, module in self.named_modules()])

    def named_children(self):
        """The modules that are attributes, with their names."""
        seen = set()
        found = []
        for name, module in self._modules.items():
            if module is not None and module not in seen:
                seen.add(module)
                found.append((name, module))
        return iter(found)

    def children(self):
        """The modules that are attributes."""
        return iter([module for _, module in self.named_children()])

    def _named_tensors(self, kind, prefix, recurse, once):
        found = []
        seen = set()
        modules = self.named_modules(None, prefix, once) if recurse else [(prefix, self)]
        for path, module in modules:
            for name, value in getattr(module, kind).items():
                if value is None or value in seen:
                    continue
                if once:
                    seen.add(value)
                found.append((_joined(path, name), value))
        return iter(found)

    def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
        """The parameters with their paths."""
        return self._named_tensors("_parameters", prefix, recurse, remove_duplicate)

    def parameters(self, recurse=True):
        """The parameters of this module and, if recurse, of all below it."""
        return iter([p for _, p in self.named_parameters("", recurse)])

    def named_buffers(self, prefix="", recurse=True, remove_duplicate=True):
        """The buffers with their paths."""
        return self._named_tensors("_buffers", prefix, recurse, remove_duplicate)

    def buffers(self, recurse=True):
        """The buffers of this module and, if recurse, of all below it."""
        return iter([buffer for _, buffer in self.named_buffers("", recurse)])

    def get_submodule(self, target):
        """The module at a path such as "net.0"."""
        module = self
        for name in target.split(".") if target else []:
            if not hasattr(module, name):
                raise AttributeError(f"{module._get_name()} has no attribute `{name}`")
            module = getattr(module, name)
            if not isinstance(module, Module):
                raise AttributeError(f"`{name}` is not an nn.Module")
        return module

    def get_parameter(self, target):
        """The parameter at a path such as "net.0.weight"."""
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        if not hasattr(module, name):
            raise AttributeError(f"{module._get_name()} has no attribute `{name}`")
        if not isinstance(getattr(module, name), Parameter):
            raise AttributeError(f"`{name}` is not an nn.Parameter")
        return getattr(module, name)

    def get_buffer(self, target):
        """The buffer at a path such as "net.0.running_mean"."""
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        if name not in module._buffers:
            raise AttributeError(f"`{name}` is not a buffer")
        return module._buffers[name]

    def apply(self, fn):
        """Calls fn with each module, those below first."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    # -- Changes of all tensors --

    def train(self, mode=True):
        """Whether this module and those below behave as in training."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self):
        """As train(False)."""
        return self.train(False)

    def requires_grad_(self, requires_grad=True):
        """Asks for gradients of all parameters, or for none."""
        for p in self.parameters():
            p.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none=True):
        """Forgets the gradients of all parameters, or makes them zeros."""
        for p in self.parameters():
            if set_to_none:
                prim.set_grad(p, None)
            elif prim.grad(p) is not None:
                prim.grad(p).detach_().zero_()

    def _apply(self, fn):
        for module in self.children():
            module._apply(fn)
        for p in self._parameters.values():
            if p is not None:
                g = prim.grad(p)
                p.data = fn(p.data)
                if g is not None:
                    p.grad = fn(g)
        for name, buffer in list(self._buffers.items()):
            if buffer is not None:
                self._buffers[name] = fn(buffer)
                object.__setattr__(self, name, self._buffers[name])
        return self

    def _cast(self, dtype):
        return self._apply(lambda t: t.to(dtype) if t.is_floating_point() else t)

    def to(self, *args, **kwargs):
        """Makes tensors of floats of another type; devices are all one."""
        dtype = kwargs.get("dtype")
        device = kwargs.get("device")
        if device is not None and str(device) != "meta":
            torch._need_cpu(device)
        for value in args:
            if isinstance(value, str) and value != "meta":
                torch._need_cpu(value)
            if isinstance(value, torch.dtype):
                dtype = value
            elif isinstance(value, torch.Tensor):
                dtype = value.dtype
        return self if dtype is None else self._cast(dtype)

    def float(self):
        """Makes tensors of floats float32."""
        return self._cast(torch.float32)

    def double(self):
        """Makes tensors of floats float64."""
        return self._cast(torch.float64)

    def type(self, dst_type):
        """Makes all tensors of a type."""
        return self._apply(lambda t: t.to(dst_type))

    def cpu(self):
        """The module itself."""
        return self

    def share_memory(self):
        """The module itself."""
        return self

    # -- State --

    def state_dict(self, *args, destination=None, prefix="", keep_vars=False):
        """Parameters and buffers by path."""
        if args:
            destination = args[0]
        if destination is None:
            destination = collections.OrderedDict()
        for name, p in self._parameters.items():
            if p is not None:
                destination[prefix + name] = p if keep_vars else p.detach()
        for name, buffer in self._buffers.items():
            if buffer is not None and name not in self._non_persistent_buffers_set:
                destination[prefix + name] = buffer if keep_vars else buffer.detach()
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(destination=destination, prefix=prefix + name + ".",
                    keep_vars=keep_vars)
        return destination

    def _take_state(self, state, prefix, assign, expected, errors):
        kept = dict(self._parameters)
        for name, buffer in self._buffers.items():
            if name not in self._non_persistent_buffers_set:
                kept[name] = buffer
        for name, own in kept.items():
            key = prefix + name
            if own is None:
                continue
            expected.append(key)
            if key not in state:
                continue
            given = state[key]
            if not isinstance(given, torch.Tensor):
                errors.append(f"While copying the parameter named \"{key}\", expected torch.Tensor "
                    f"or Tensor-like object from checkpoint but received {type(given)}")
            elif given.shape != own.shape and not (own.dim() == 0 and tuple(given.shape) == (1,)):
                errors.append(f"size mismatch for {key}: copying a param with shape {given.shape} "
                    f"from checkpoint, the shape in current model is {own.shape}.")
            elif assign:
                setattr(self, name, Parameter(given, own.requires_grad)
                    if isinstance(own, Parameter) and not isinstance(given, Parameter) else given)
            else:
                prim.write(own, given.detach().reshape(own.shape).to(own.dtype))
        for name, module in self._modules.items():
            if module is not None:
                module._take_state(state, prefix + name + ".", assign, expected, errors)

    def load_state_dict(self, state_dict, strict=True, assign=False):
        """Copies what state_dict gave into parameters and buffers."""
        if not hasattr(state_dict, "keys"):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        expected = []
        errors = []
        enabled = prim.grad_enabled()
        prim.set_grad_enabled(False)
        try:
            self._take_state(state_dict, "", assign, expected, errors)
        finally:
            prim.set_grad_enabled(enabled)
        missing = [key for key in expected if key not in state_dict]
        unexpected = [key for key in state_dict if key not in expected]
        if strict and missing:
            names = ", ".join([f"\"{key}\"" for key in missing])
            errors.insert(0, f"Missing key(s) in state_dict: {names}. ")
        if strict and unexpected:
            names = ", ".join([f"\"{key}\"" for key in unexpected])
            errors.insert(1 if missing else 0, f"Unexpected key(s) in state_dict: {names}. ")
        if errors:
            raise RuntimeError(f"Error(s) in loading state_dict for {type(self).__name__}:\n\t"
                + "\n\t".join(errors))
        return _IncompatibleKeys(missing, unexpected)

    # -- Calls --

    def forward(self, *args):
        """What a call of the module computes."""
        raise NotImplementedError(f"Module [{type(self).__name__}] is missing the required "
            "\"forward\" function")

    def __call__(self, *args, **kwargs):
        if self._hooks is None:
            return self.forward(*args, **kwargs)
        return self._call_hooked(args, kwargs)

    def _hooks_of(self, kind):
        if self._hooks is None:
            object.__setattr__(self, "_hooks", {"before": {}, "after": {}, "backward": {},
                "backward_before": {}})
        return self._hooks[kind]

    def register_forward_pre_hook(self, hook, *, prepend=False, with_kwargs=False):
        """hook(module, args) is called before forward; what it returns replaces args."""
        return _Handle(self._hooks_of("before"), (hook, with_kwargs), prepend)

    def register_forward_hook(self, hook, *, prepend=False, with_kwargs=False, always_call=False):
        """hook(module, args, output) is called after forward; what it returns replaces output."""
        return _Handle(self._hooks_of("after"), (hook, with_kwargs), prepend)

    def register_full_backward_hook(self, hook, prepend=False):
        """hook(module, grad_input, grad_output) is called when gradients have passed."""
        return _Handle(self._hooks_of("backward"), hook, prepend)

    def register_backward_hook(self, hook):
        """The same as register_full_backward_hook."""
        return _Handle(self._hooks_of("backward"), hook)

    def register_full_backward_pre_hook(self, hook, prepend=False):
        """hook(module, grad_output) is called before gradients pass."""
        return _Handle(self._hooks_of("backward_before"), hook, prepend)

    def _call_hooked(self, args, kwargs):
        for hook, with_kwargs in list(self._hooks["before"].values()):
            given = hook(self, args, kwargs) if with_kwargs else hook(self, args)
            if given is None:
                continue
            if not with_kwargs:
                args = given if isinstance(given, tuple) else (given,)
            elif isinstance(given, tuple) and len(given) == 2:
                args, kwargs = given
            else:
                raise RuntimeError("forward pre-hook must return None or a tuple of (new_args, "
                    f"new_kwargs), but got {given}.")
        passage = None
        if self._hooks["backward"] or self._hooks["backward_before"]:
            passage = _Passage(self)
            args = passage.enter(args)
        result = self.forward(*args, **kwargs)
        for hook, with_kwargs in list(self._hooks["after"].values()):
            given = hook(self, args, kwargs, result) if with_kwargs else hook(self, args, result)
            if given is not None:
                result = given
        return result if passage is None else passage.leave(result)

    # -- Text --

    def _get_name(self):
        return type(self).__name__

    def extra_repr(self):
        """What repr() says of the module between the parentheses."""
        return ""

    def __repr__(self):
        extra = self.extra_repr()
        lines = extra.split("\n") if extra else []
        children = [f"({name}): " + _indented(repr(module))
            for name, module in self._modules.items()]
        if not children and len(lines) <= 1:
            return f"{self._get_name()}({extra})"
        return self._get_name() + "(\n  " + "\n  ".join(lines + children) + "\n)"

# The same tensors; gradients go through a function on their way back.
@plain
def _passed(tensors, function):
    return prim.attach("BackwardHookFunctionBackward", tensors, tensors, [3] * len(tensors),
        function, 0)[1]

# The way of gradients through one call of a module that has backward hooks: those of the results
# are seen where they come in, those of the arguments where they go out.
class _Passage:
    def __init__(self, module):
        self.module = module
        self.grad_output = None

    def enter(self, args):
        self.n = len(args)
        self.places = [i for i, x in enumerate(args)
            if isinstance(x, torch.Tensor) and prim.requires_grad(x)]
        if not self.places or not prim.grad_enabled():
            return args
        passed = _passed([args[i] for i in self.places], self._leave_backward)
        made = list(args)
        for i, x in zip(self.places, passed):
            made[i] = x
        return tuple(made)

    def leave(self, result):
        results = result if isinstance(result, tuple) else (result,)
        if not prim.grad_enabled() or not all([isinstance(x, torch.Tensor) for x in results]):
            return result
        if not any([prim.requires_grad(x) for x in results]):
            return result
        passed = _passed(list(results), self._enter_backward)
        return tuple(passed) if isinstance(result, tuple) else passed[0]

    def _enter_backward(self, gradients):
        grads = tuple(gradients)
        for hook in list(self.module._hooks["backward_before"].values()):
            given = hook(self.module, grads)
            if given is not None:
                grads = given if isinstance(given, tuple) else (given,)
        self.grad_output = grads
        if not self.places:
            self._report(tuple([None] * self.n))
        return grads

    def _leave_backward(self, gradients):
        all = [None] * self.n
        for i, g in zip(self.places, gradients):
            all[i] = g
        grads = self._report(tuple(all))
        return tuple([grads[i] for i in self.places])

    def _report(self, grads):
        for hook in list(self.module._hooks["backward"].values()):
            given = hook(self.module, grads, self.grad_output)
            if given is not None:
                grads = given if isinstance(given, tuple) else (given,)
        return grads
