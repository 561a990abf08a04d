# The module typing: names for annotations, which say nothing to the interpreter.

class Any:
    pass

List = list
Dict = dict
Tuple = tuple
Set = set
FrozenSet = frozenset
Type = type
Optional = Any
Union = Any
Callable = Any
Iterable = Any
Iterator = Any
Generator = Any
Sequence = Any
Mapping = Any
Literal = Any
NamedTuple = Any
TypeAlias = Any
Generic = object
Final = Any
ClassVar = Any
TYPE_CHECKING = False

@plain
def TypeVar(name, *constraints, bound=None):
    return Any

@plain
def cast(typ, val):
    return val

@plain
def overload(func):
    return func
