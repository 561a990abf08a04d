# The module itertools. What may have no end is a class, what ends and must see all of its input makes
# a list.

@plain
def chain(*iterables):
    return (item for iterable in iterables for item in iterable)

@plain
def product(*iterables, repeat=1):
    rows = [()]
    for pool in [tuple(iterable) for iterable in iterables] * repeat:
        rows = [row + (item,) for row in rows for item in pool]
    return iter(rows)

@plain
def _choices(n, r, first, again):
    if r == 0:
        return [()]
    return [(i,) + rest for i in range(first, n)
            for rest in _choices(n, r - 1, i if again else i + 1, again)]

@plain
def combinations(iterable, r):
    pool = tuple(iterable)
    return (tuple(pool[i] for i in row) for row in _choices(len(pool), r, 0, False))

@plain
def combinations_with_replacement(iterable, r):
    pool = tuple(iterable)
    return (tuple(pool[i] for i in row) for row in _choices(len(pool), r, 0, True))

@plain
def _orders(left, r):
    if r == 0:
        return [()]
    return [(left[i],) + rest for i in range(len(left))
            for rest in _orders(left[:i] + left[i + 1:], r - 1)]

@plain
def permutations(iterable, r=None):
    pool = tuple(iterable)
    return iter(_orders(pool, len(pool) if r is None else r))

@plain
def accumulate(iterable, func=None, *, initial=None):
    sums = [] if initial is None else [initial]
    for item in iterable:
        sums.append(item if not sums else sums[-1] + item if func is None else func(sums[-1], item))
    return iter(sums)

class count:
    def __init__(self, start=0, step=1):
        self._next = start
        self._step = step

    def __iter__(self):
        return self

    def __next__(self):
        value = self._next
        self._next = value + self._step
        return value

    def __repr__(self):
        return f"count({self._next})" if self._step == 1 else f"count({self._next}, {self._step})"

class cycle:
    def __init__(self, iterable):
        self._items = list(iterable)
        self._at = -1

    def __iter__(self):
        return self

    def __next__(self):
        if not self._items:
            raise StopIteration
        self._at = (self._at + 1) % len(self._items)
        return self._items[self._at]

class repeat:
    def __init__(self, object, times=None):
        self._value = object
        self._left = times

    def __iter__(self):
        return self

    def __next__(self):
        if self._left is not None:
            if self._left <= 0:
                raise StopIteration
            self._left -= 1
        return self._value

class islice:
    def __init__(self, iterable, start, *bounds):
        self._items = iter(iterable)
        self._next, self._stop = (start or 0, bounds[0]) if bounds else (0, start)
        self._step = bounds[1] if len(bounds) > 1 and bounds[1] is not None else 1
        self._at = 0

    def __iter__(self):
        return self

    def __next__(self):
        while self._stop is None or self._next < self._stop:
            item = next(self._items)
            self._at += 1
            if self._at - 1 == self._next:
                self._next += self._step
                return item
        raise StopIteration

@plain
def zip_longest(*iterables, fillvalue=None):
    columns = [list(iterable) for iterable in iterables]
    n = max([len(column) for column in columns], default=0)
    return (tuple(column[i] if i < len(column) else fillvalue for column in columns)
            for i in range(n))

@plain
def starmap(function, iterable):
    return (function(*args) for args in iterable)

@plain
def filterfalse(function, iterable):
    return (x for x in iterable if not (x if function is None else function(x)))

@plain
def pairwise(iterable):
    items = list(iterable)
    return zip(items, items[1:])

@plain
def takewhile(predicate, iterable):
    taken = []
    for item in iterable:
        if not predicate(item):
            break
        taken.append(item)
    return iter(taken)

@plain
def dropwhile(predicate, iterable):
    items = list(iterable)
    i = 0
    while i < len(items) and predicate(items[i]):
        i += 1
    return iter(items[i:])

@plain
def groupby(iterable, key=None):
    groups = []
    for item in iterable:
        name = item if key is None else key(item)
        if not groups or groups[-1][0] != name:
            groups.append((name, []))
        groups[-1][1].append(item)
    return ((name, iter(group)) for name, group in groups)

@plain
def compress(data, selectors):
    return (item for item, chosen in zip(data, selectors) if chosen)
