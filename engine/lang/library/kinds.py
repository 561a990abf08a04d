# What tensors are made of and where they are: types of element, sizes, devices, layouts.

@inline
def is_complex(input):
    """False: no elements are complex."""
    return False

@inline
def is_signed(input):
    """Whether elements may be below 0."""
    return prim.dtype(input).is_signed

@numbers
@overloaded
@inline
def result_type(tensor1, tensor2):
    """The type that an operation on both would have."""
    return prim.result_type(tensor1, tensor2)

@plain
def get_default_dtype():
    """The type of floating-point numbers without one."""
    return prim.default_dtype()

@python
@plain
def set_default_dtype(d):
    """Gives floating-point numbers without a type another one."""
    if prim.kind(d) != "torch.dtype" or prim.dtype_kind(d) != "float":
        prim.fail("type", "only floating-point types are supported as the default type")
    prim.set_default_dtype(d)

@property
@inline
def itemsize(input):
    """Bytes of an element."""
    return prim.dtype(input).itemsize

@property
@inline
def nbytes(input):
    """Bytes of all elements."""
    return numel(input) * prim.dtype(input).itemsize

# Types that tensors here do not have.
@plain
def _no_dtype(name, instead):
    prim.fail("unsupported", "torch." + name + " is not part of the dialect",
        "use torch." + instead)

float16 = _no_dtype("float16", "float32")
half = _no_dtype("half", "float32")
bfloat16 = _no_dtype("bfloat16", "float32")
complex32 = _no_dtype("complex32", "float64 for the real and the imaginary part")
complex64 = _no_dtype("complex64", "float32 for the real and the imaginary part")
complex128 = _no_dtype("complex128", "float64 for the real and the imaginary part")
cfloat = complex64
cdouble = complex128
uint16 = _no_dtype("uint16", "int32")
uint32 = _no_dtype("uint32", "int64")
uint64 = _no_dtype("uint64", "int64")

@method
@plain
def half(input):
    _no_dtype("float16", "float32")

@method
@plain
def bfloat16(input):
    _no_dtype("bfloat16", "float32")

# What a dtype can hold.
class finfo:
    __module__ = "torch"

    def __init__(self, type=None):
        given = prim.default_dtype() if type is None else type
        if prim.kind(given) != "torch.dtype" or prim.dtype_kind(given) != "float":
            prim.fail("type", "torch.finfo() requires a floating point input type. Use torch.iinfo "
                "to handle 'torch.finfo'")
        double = given == float64
        self.bits = 64 if double else 32
        self.eps = 2.0 ** (-52 if double else -23)
        self.max = (2.0 - self.eps) * 2.0 ** (1023 if double else 127)
        self.min = -self.max
        self.smallest_normal = 2.0 ** (-1022 if double else -126)
        self.tiny = self.smallest_normal
        self.resolution = 1e-15 if double else 1e-06
        self.dtype = str(given)[6:]

    def __repr__(self):
        return (f"finfo(resolution={self.resolution:g}, min={self.min:g}, max={self.max:g}, "
            f"eps={self.eps:g}, smallest_normal={self.smallest_normal:g}, tiny={self.tiny:g}, "
            f"dtype={self.dtype})")

class iinfo:
    __module__ = "torch"

    def __init__(self, type):
        if prim.kind(type) != "torch.dtype" or prim.dtype_kind(type) != "int":
            prim.fail("type", "torch.iinfo() requires an integer input type. Use torch.finfo to "
                "handle 'torch.iinfo'")
        self.bits = 8 * type.itemsize
        half = 2 ** (self.bits - 2)
        self.max = half - 1 + half if type.is_signed else 255
        self.min = -self.max - 1 if type.is_signed else 0
        self.dtype = str(type)[6:]

    def __repr__(self):
        return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"

# Of a device there is only the name: all tensors are in the one memory.
class device:
    __module__ = "torch"

    def __init__(self, type="cpu", index=None):
        if isinstance(type, device):
            self.type = type.type
            self.index = type.index
            return
        if prim.kind(type) != "str":
            prim.fail("runtime", "Cannot access accelerator device when none is available.")
        kind, colon, number = type.partition(":")
        if kind not in ("cpu", "cuda", "mps", "meta", "xpu", "mkldnn", "hpu", "xla", "mtia"):
            prim.fail("runtime", "Expected one of cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, "
                "ideep, hip, ve, fpga, maia, xla, lazy, vulkan, mps, meta, hpu, mtia, "
                "privateuseone device type at start of device string: " + kind)
        if colon and not number.isdigit():
            prim.fail("runtime", "Invalid device string: '" + type + "'")
        self.type = kind
        self.index = int(number) if colon else index

    def __eq__(self, other):
        if not isinstance(other, device):
            return NotImplemented
        return self.type == other.type and self.index == other.index

    def __hash__(self):
        return hash((self.type, self.index))

    def __repr__(self):
        number = "" if self.index is None else f", index={self.index}"
        return f"device(type={self.type!r}{number})"

    def __str__(self):
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __enter__(self):
        _need_cpu(self)
        return self

    def __exit__(self, type, value, traceback):
        return False

_cpu = device("cpu")

# A device that is not there is refused as PyTorch without it does.
@plain
def _need_cpu(where):
    kind = device(where).type
    if kind == "cuda":
        prim.fail("assertion", "Torch not compiled with CUDA enabled",
            "leave out the device, or choose it by torch.cuda.is_available()")
    if kind != "cpu":
        prim.fail("runtime", "PyTorch is not linked with support for " + kind + " devices",
            "leave out the device")

@property
@plain
def device(input):
    """Where the tensor is: torch.device("cpu")."""
    return _cpu

@property
@inline
def is_cpu(input):
    """True."""
    return True

@property
@inline
def is_cuda(input):
    """False."""
    return False

@property
@inline
def is_sparse(input):
    """False."""
    return False

@overloaded
@method
@plain
def cuda(input, device=None, non_blocking=False):
    _need_cpu("cuda")

# A name that prints as itself.
class layout:
    __module__ = "torch"

    def __init__(self, name):
        self._name = name

    def __repr__(self):
        return "torch." + self._name

class memory_format:
    __module__ = "torch"

    def __init__(self, name):
        self._name = name

    def __repr__(self):
        return "torch." + self._name

strided = layout("strided")
contiguous_format = memory_format("contiguous_format")
preserve_format = memory_format("preserve_format")

@property
@plain
def layout(input):
    """How elements lie in memory: torch.strided."""
    return strided

# How a tensor lies in its storage.
@method
@plain
def stride(input, dim=None):
    """How far apart neighbours along each dimension, or along one, are."""
    strides = prim.strides(input)
    return strides if dim is None else strides[_axis(dim, _rank(input))]

@method
@plain
def storage_offset(input):
    """Where in the storage the first element is."""
    return prim.offset(input)

@method
@plain
def data_ptr(input):
    """What stands in for the address of the first element."""
    return prim.address(input)

@method
@plain
def is_contiguous(input, memory_format=None):
    """Whether the elements lie in their order, without gaps."""
    expected = 1
    for n, apart in reversed(list(zip(prim.shape(input), prim.strides(input)))):
        if n != 1 and apart != expected:
            return numel(input) == 0
        expected = expected * n
    return True
