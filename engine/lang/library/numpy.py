# What x.numpy() gives: an array that prints as NumPy's does.

# The shortest text that reads back as the number x of a dtype: "0.1", "1e-05".
@plain
def _shortest(x, dtype):
    if dtype == float64 or x != x or x in (inf, -inf):
        return repr(x)
    for digits in range(9):
        text = f"{x:.{digits}e}"
        if prim.item(tensor(float(text), dtype=dtype)) == x:
            return repr(float(text))
    return repr(x)

# A number of the array as Python has it.
@plain
def _plain_number(x, dtype):
    return float(_shortest(x, dtype)) if prim.dtype_kind(dtype) == "float" else x

@plain
def _is_finite(x):
    return x == x and x not in (inf, -inf)

@plain
def _needs_exponents(numbers):
    sizes = [abs(x) for x in numbers if _is_finite(x) and x != 0]
    if len(sizes) == 0:
        return False
    return max(sizes) >= 1e8 or min(sizes) < 1e-4 or max(sizes) / min(sizes) > 1000

# With at most eight decimals and no zeros at the end: "0.25", "1."
@plain
def _positional(x):
    text = f"{x:.8f}"
    return text.rstrip("0")

@plain
def _special(x):
    return "nan" if x != x else ("inf" if x > 0 else "-inf")

@plain
def _float_texts(numbers, dtype):
    plain = [float(_shortest(x, dtype)) for x in numbers]
    finite = [x for x in plain if _is_finite(x)]
    if _needs_exponents(plain):
        digits = 0
        for x in finite:
            mantissa = f"{x:.8e}".split("e")[0].rstrip("0")
            digits = max(digits, len(mantissa.split(".")[1]))
        texts = []
        for x in plain:
            text = f"{x:.{digits}e}" if _is_finite(x) else _special(x)
            texts.append(text.replace("e", ".e") if digits == 0 and _is_finite(x) else text)
        return texts
    right = max([len(_positional(x).split(".")[1]) for x in finite] + [0])
    texts = []
    for x in plain:
        if _is_finite(x):
            text = _positional(x)
            texts.append(text + " " * (right - len(text.split(".")[1])))
        else:
            texts.append(_special(x))
    return texts

@plain
def _texts(numbers, dtype):
    if prim.dtype_kind(dtype) == "float":
        texts = _float_texts(numbers, dtype)
    else:
        texts = [str(x) for x in numbers]
    narrowest = 5 if prim.dtype_kind(dtype) == "bool" else 0
    width = max([len(t) for t in texts] + [narrowest])
    return [" " * (width - len(t)) + t for t in texts]

# One row, broken where it would be wider than 75 characters.
@plain
def _row(texts, separator, indent):
    lines, line = [], ""
    for i, text in enumerate(texts):
        comma = separator.rstrip() if i + 1 < len(texts) else ""
        if line != "" and len(indent) + 1 + len(line) + 1 + len(text) + len(comma) > 74:
            lines.append(line)
            line = text + comma
        else:
            line = text + comma if line == "" else line + " " + text + comma
    lines.append(line)
    return "[" + ("\n" + indent + " ").join(lines) + "]"

@plain
def _nested(texts, shape, separator, indent):
    if len(shape) == 1:
        return _row([texts.pop(0) for k in range(shape[0])], separator, indent)
    parts = [_nested(texts, shape[1:], separator, indent + " ") for k in range(shape[0])]
    between = separator.rstrip() + "\n" * (len(shape) - 1) + indent + " "
    return "[" + between.join(parts) + "]"

class ndarray:
    def __init__(self, values):
        self._values = values

    @property
    def shape(self):
        return tuple(prim.shape(self._values))

    @property
    def ndim(self):
        return len(self.shape)

    @property
    def size(self):
        return numel(self._values)

    @property
    def T(self):
        return ndarray(self._values.T)

    @property
    def dtype(self):
        return str(prim.dtype(self._values))[6:]

    def _text(self, separator, indent):
        values = self._values
        texts = _texts(prim.list(values.reshape(-1)), prim.dtype(values))
        return _nested(texts, self.shape, separator, indent)

    def __str__(self):
        if self.ndim == 0:
            return str(self.item())
        return self._text(" ", "")

    def __repr__(self):
        if self.ndim == 0:
            text = _texts([prim.item(self._values)], prim.dtype(self._values))[0].strip()
        else:
            text = self._text(", ", "      ")
        known = self.dtype in ("int64", "float64", "bool") and self.size > 0
        return "array(" + text + ("" if known else ", dtype=" + self.dtype) + ")"

    def __len__(self):
        if self.ndim == 0:
            prim.fail("type", "len() of unsized object")
        return self.shape[0]

    def _wrap(self, values):
        if len(prim.shape(values)) == 0:
            return _plain_number(prim.item(values), prim.dtype(values))
        return ndarray(values)

    def __getitem__(self, index):
        return self._wrap(self._values[index])

    def __setitem__(self, index, value):
        self._values[index] = _values_of(value)

    def __iter__(self):
        return iter([self[k] for k in range(len(self))])

    def item(self):
        return _plain_number(self._values.item(), prim.dtype(self._values))

    def tolist(self):
        return self._values.tolist()

    def copy(self):
        return ndarray(self._values.clone())

    def reshape(self, *shape):
        return ndarray(self._values.reshape(*shape))

    def flatten(self):
        return ndarray(self._values.reshape(-1).clone())

    def sum(self):
        return self._wrap(self._values.sum())

    def mean(self):
        return self._wrap(self._values.mean())

    def max(self):
        return self._wrap(self._values.max())

    def min(self):
        return self._wrap(self._values.min())

    def __add__(self, other):
        return self._wrap(self._values + _values_of(other))

    def __radd__(self, other):
        return self._wrap(_values_of(other) + self._values)

    def __sub__(self, other):
        return self._wrap(self._values - _values_of(other))

    def __rsub__(self, other):
        return self._wrap(_values_of(other) - self._values)

    def __mul__(self, other):
        return self._wrap(self._values * _values_of(other))

    def __rmul__(self, other):
        return self._wrap(_values_of(other) * self._values)

    def __truediv__(self, other):
        return self._wrap(self._values / _values_of(other))

    def __pow__(self, other):
        return self._wrap(self._values ** _values_of(other))

    def __neg__(self):
        return self._wrap(-self._values)

@plain
def _values_of(x):
    return x._values if type(x) is ndarray else x
