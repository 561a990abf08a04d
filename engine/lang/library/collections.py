# The module collections, but for what is a dict (dicts.c).

class deque:
    def __init__(self, iterable=(), maxlen=None):
        self.maxlen = maxlen
        self._items = []
        self.extend(iterable)

    def append(self, x):
        self._items.append(x)
        if self.maxlen is not None and len(self._items) > self.maxlen:
            self._items.pop(0)

    def appendleft(self, x):
        self._items.insert(0, x)
        if self.maxlen is not None and len(self._items) > self.maxlen:
            self._items.pop()

    def extend(self, iterable):
        for x in iterable:
            self.append(x)

    def extendleft(self, iterable):
        for x in iterable:
            self.appendleft(x)

    def pop(self):
        if not self._items:
            raise IndexError("pop from an empty deque")
        return self._items.pop()

    def popleft(self):
        if not self._items:
            raise IndexError("pop from an empty deque")
        return self._items.pop(0)

    def rotate(self, n=1):
        if self._items:
            k = -n % len(self._items)
            self._items = self._items[k:] + self._items[:k]

    def clear(self):
        self._items.clear()

    def count(self, x):
        return self._items.count(x)

    def index(self, x):
        return self._items.index(x)

    def remove(self, value):
        self._items.remove(value)

    def reverse(self):
        self._items.reverse()

    def copy(self):
        return deque(self._items, self.maxlen)

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(self._items)

    def __reversed__(self):
        return reversed(self._items)

    def __getitem__(self, i):
        return self._items[i]

    def __setitem__(self, i, x):
        self._items[i] = x

    def __eq__(self, other):
        return isinstance(other, deque) and self._items == other._items

    def __repr__(self):
        return f"deque({self._items})" if self.maxlen is None else \
            f"deque({self._items}, maxlen={self.maxlen})"

class _Named:
    def __init__(self, *args, **keywords):
        cls = type(self)
        fields = cls._fields
        if len(args) > len(fields):
            raise TypeError(f"{cls.__name__}.__new__() takes {len(fields) + 1} positional arguments"
                f" but {len(args) + 1} were given")
        values = dict(zip(fields, args))
        for name, value in keywords.items():
            if name not in fields:
                raise TypeError(f"{cls.__name__}.__new__() got an unexpected keyword argument "
                    f"'{name}'")
            values[name] = value
        missing = [repr(name) for name in fields if name not in values
                   and name not in cls._field_defaults]
        if missing:
            raise TypeError(f"{cls.__name__}.__new__() missing {len(missing)} required positional "
                f"argument{'' if len(missing) == 1 else 's'}: {' and '.join(missing)}")
        for name in fields:
            value = values[name] if name in values else cls._field_defaults[name]
            object.__setattr__(self, name, value)

    def __setattr__(self, name, value):
        raise AttributeError("can't set attribute")

    def _asdict(self):
        return {name: getattr(self, name) for name in self._fields}

    def _replace(self, **kwargs):
        return type(self)(**{**self._asdict(), **kwargs})

    def __iter__(self):
        return iter([getattr(self, name) for name in self._fields])

    def __len__(self):
        return len(self._fields)

    def __getitem__(self, i):
        return tuple(self)[i]

    def __eq__(self, other):
        return tuple(self) == (tuple(other) if isinstance(other, _Named) else other)

    def __lt__(self, other):
        return tuple(self) < tuple(other)

    def __hash__(self):
        return hash(tuple(self))

    def __add__(self, other):
        return tuple(self) + tuple(other)

    def __repr__(self):
        fields = ", ".join([f"{name}={getattr(self, name)!r}" for name in self._fields])
        return f"{type(self).__name__}({fields})"

@plain
def namedtuple(typename, field_names, *, defaults=()):
    if isinstance(field_names, str):
        field_names = field_names.replace(",", " ").split()
    class Named(_Named):
        pass
    prim.rename(Named, typename)
    Named._fields = tuple(field_names)
    Named._field_defaults = dict(zip(Named._fields[len(Named._fields) - len(defaults):], defaults))
    return Named
