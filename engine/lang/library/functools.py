# The module functools.

@plain
def partial(func, /, *args, **keywords):
    return lambda *more, **others: func(*args, *more, **{**keywords, **others})

@plain
def reduce(function, iterable, *initial):
    items = iter(iterable)
    if initial:
        value = initial[0]
    else:
        value = next(items, _missing)
        if value is _missing:
            raise TypeError("reduce() of empty iterable with no initial value")
    for item in items:
        value = function(value, item)
    return value

_missing = object()

@plain
def wraps(wrapped):
    return lambda wrapper: update_wrapper(wrapper, wrapped)

@plain
def update_wrapper(wrapper, wrapped):
    for name in ("__name__", "__qualname__", "__doc__"):
        if hasattr(wrapped, name):
            setattr(wrapper, name, getattr(wrapped, name))
    wrapper.__wrapped__ = wrapped
    return wrapper

@plain
def cache(user_function):
    return _cached(user_function)

@plain
def lru_cache(maxsize=128, typed=False):
    if callable(maxsize):
        return _cached(maxsize)
    return _cached

@plain
def _cached(function):
    known = {}
    def wrapper(*args, **keywords):
        key = (args, tuple(keywords.items()))
        if key not in known:
            known[key] = function(*args, **keywords)
        return known[key]
    wrapper.cache_clear = known.clear
    return update_wrapper(wrapper, function)

class _Compared:
    def __init__(self, value, compare):
        self.value = value
        self.compare = compare

    def __lt__(self, other):
        return self.compare(self.value, other.value) < 0

    def __eq__(self, other):
        return self.compare(self.value, other.value) == 0

@plain
def cmp_to_key(mycmp):
    return lambda value: _Compared(value, mycmp)

@plain
def total_ordering(cls):
    if hasattr(cls, "__lt__"):
        cls.__gt__ = lambda a, b: not (a < b or a == b)
        cls.__le__ = lambda a, b: a < b or a == b
        cls.__ge__ = lambda a, b: not a < b
    elif hasattr(cls, "__gt__"):
        cls.__lt__ = lambda a, b: not (a > b or a == b)
        cls.__ge__ = lambda a, b: a > b or a == b
        cls.__le__ = lambda a, b: not a > b
    return cls
