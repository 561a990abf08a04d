# Modules that hold others, and parameters.

class Sequential(Module):
    """Modules, each called with what the one before it gives."""
    __module__ = "torch.nn.modules.container"

    def __init__(self, *args):
        super().__init__()
        if len(args) == 1 and isinstance(args[0], dict):
            for name, module in args[0].items():
                self.add_module(name, module)
        else:
            for i, module in enumerate(args):
                self.add_module(str(i), module)

    def forward(self, input):
        for module in self._modules.values():
            input = module(input)
        return input

    def _key(self, i):
        keys = list(self._modules)
        if not -len(keys) <= i < len(keys):
            raise IndexError(f"index {i} is out of range")
        return keys[i]

    def __getitem__(self, i):
        if isinstance(i, slice):
            return type(self)(dict(list(self._modules.items())[i]))
        return self._modules[self._key(i)]

    def __setitem__(self, i, module):
        setattr(self, self._key(i), module)

    def __delitem__(self, i):
        keys = list(self._modules)
        for key in keys[i] if isinstance(i, slice) else [self._key(i)]:
            delattr(self, key)
        self._renumber(list(self._modules.values()))

    def _renumber(self, modules):
        for key in list(self._modules):
            delattr(self, key)
        for i, module in enumerate(modules):
            self.add_module(str(i), module)

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(list(self._modules.values()))

    def append(self, module):
        """Adds a module at the end."""
        self.add_module(str(len(self)), module)
        return self

    def insert(self, index, module):
        """Adds a module before the one of that index."""
        if not isinstance(module, Module):
            raise AssertionError(f"module should be of type: {Module}")
        if not -len(self) <= index <= len(self):
            raise IndexError(f"Index out of range: {index}")
        modules = list(self._modules.values())
        modules.insert(index, module)
        self._renumber(modules)
        return self

    def extend(self, sequential):
        """Adds the modules of another one."""
        for module in sequential:
            self.append(module)
        return self

    def pop(self, key):
        """Takes a module out."""
        module = self[key]
        del self[key]
        return module

    def __add__(self, other):
        made = Sequential()
        return made.extend(self).extend(other)

# Consecutive equal lines of a long list are written once.
@plain
def _list_lines(modules):
    runs = []
    for i, module in enumerate(modules):
        text = repr(module)
        if runs and runs[-1][2] == text:
            runs[-1][1] = i
        else:
            runs.append([i, i, text])
    return [f"({first}): {text}" if first == last
        else f"({first}-{last}): {last - first + 1} x {text}" for first, last, text in runs]

class ModuleList(Module):
    """A list of modules."""
    __module__ = "torch.nn.modules.container"

    def __init__(self, modules=None):
        super().__init__()
        if modules is not None:
            self.extend(modules)

    def _key(self, i):
        if not -len(self) <= i < len(self):
            raise IndexError(f"index {i} is out of range")
        return str(i % len(self))

    def __getitem__(self, i):
        if isinstance(i, slice):
            return type(self)(list(self._modules.values())[i])
        return self._modules[self._key(i)]

    def __setitem__(self, i, module):
        setattr(self, self._key(i), module)

    def __delitem__(self, i):
        modules = list(self._modules.values())
        del modules[i]
        self._renumber(modules)

    def _renumber(self, modules):
        for key in list(self._modules):
            delattr(self, key)
        self.extend(modules)

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(list(self._modules.values()))

    def __add__(self, other):
        return ModuleList(list(self) + list(other))

    def __iadd__(self, modules):
        return self.extend(modules)

    def append(self, module):
        """Adds a module at the end."""
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules):
        """Adds modules at the end."""
        for module in modules:
            self.append(module)
        return self

    def insert(self, index, module):
        """Adds a module before the one of that index."""
        modules = list(self._modules.values())
        modules.insert(index, module)
        self._renumber(modules)

    def pop(self, key):
        """Takes a module out."""
        module = self[key]
        del self[key]
        return module

    def __repr__(self):
        if not self._modules:
            return f"{self._get_name()}()"
        lines = [_indented(line) for line in _list_lines(self._modules.values())]
        return self._get_name() + "(\n  " + "\n  ".join(lines) + "\n)"

class ModuleDict(Module):
    """Modules by name."""
    __module__ = "torch.nn.modules.container"

    def __init__(self, modules=None):
        super().__init__()
        if modules is not None:
            self.update(modules)

    def __getitem__(self, key):
        return self._modules[key]

    def __setitem__(self, key, module):
        self.add_module(key, module)

    def __delitem__(self, key):
        delattr(self, key)

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules)

    def __contains__(self, key):
        return key in self._modules

    def clear(self):
        """Takes all modules out."""
        for key in list(self._modules):
            delattr(self, key)

    def pop(self, key):
        """Takes a module out."""
        module = self[key]
        del self[key]
        return module

    def keys(self):
        """The names."""
        return self._modules.keys()

    def values(self):
        """The modules."""
        return self._modules.values()

    def items(self):
        """Names and modules."""
        return self._modules.items()

    def update(self, modules):
        """Adds modules of a dict or of pairs."""
        for key, module in modules.items() if hasattr(modules, "items") else modules:
            self[key] = module

# A parameter of a list or dict: tensors become parameters.
@plain
def _as_parameter(value):
    tensor = isinstance(value, torch.Tensor) and not isinstance(value, Parameter)
    return Parameter(value) if tensor else value

@plain
def _parameter_line(key, p, kind):
    name = "Parameter" if isinstance(p, Parameter) else "Tensor"
    sizes = "x".join([str(n) for n in p.shape])
    return f"  ({key}): {name} containing: [{kind} of size {sizes}]"

class ParameterList(Module):
    """A list of parameters."""
    __module__ = "torch.nn.modules.container"

    def __init__(self, values=None):
        super().__init__()
        object.__setattr__(self, "_size", 0)
        if values is not None:
            self.extend(values)

    def _key(self, i):
        if not -self._size <= i < self._size:
            raise IndexError(f"index {i} is out of range")
        return str(i % self._size)

    def __getitem__(self, i):
        if isinstance(i, slice):
            return type(self)([self[k] for k in range(self._size)[i]])
        return getattr(self, self._key(i))

    def __setitem__(self, i, value):
        setattr(self, self._key(i), _as_parameter(value))

    def __len__(self):
        return self._size

    def __iter__(self):
        return iter([self[i] for i in range(self._size)])

    def __iadd__(self, values):
        return self.extend(values)

    def append(self, value):
        """Adds a parameter at the end."""
        object.__setattr__(self, "_size", self._size + 1)
        self[self._size - 1] = value
        return self

    def extend(self, values):
        """Adds parameters at the end."""
        for value in values:
            self.append(value)
        return self

    def extra_repr(self):
        return "\n".join([_parameter_line(i, p, p.dtype) for i, p in enumerate(self)])

class ParameterDict(Module):
    """Parameters by name."""
    __module__ = "torch.nn.modules.container"

    def __init__(self, parameters=None):
        super().__init__()
        object.__setattr__(self, "_keys", {})
        if parameters is not None:
            self.update(parameters)

    def __getitem__(self, key):
        return getattr(self, str(key))

    def __setitem__(self, key, value):
        self._keys[key] = None
        setattr(self, str(key), _as_parameter(value))

    def __delitem__(self, key):
        del self._keys[key]
        delattr(self, str(key))

    def __len__(self):
        return len(self._keys)

    def __iter__(self):
        return iter(list(self._keys))

    def __contains__(self, key):
        return key in self._keys

    def keys(self):
        """The names."""
        return self._keys.keys()

    def values(self):
        """The parameters."""
        return [self[key] for key in self._keys]

    def items(self):
        """Names and parameters."""
        return [(key, self[key]) for key in self._keys]

    def get(self, key, default=None):
        """The parameter of that name, or something else."""
        return self[key] if key in self._keys else default

    def update(self, parameters):
        """Adds parameters of a dict or of pairs."""
        for key, value in parameters.items() if hasattr(parameters, "items") else parameters:
            self[key] = value

    def extra_repr(self):
        kinds = {torch.float32: "torch.FloatTensor", torch.float64: "torch.DoubleTensor"}
        return "\n".join([_parameter_line(key, p, kinds.get(p.dtype, p.dtype))
            for key, p in self.items()])
