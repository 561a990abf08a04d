# Padding, convolution and pooling: operators that look through a window. Tensors are (N, C, S…), or
# (C, S…) without a batch; S… are as many dimensions as the operator's name says.

# One number for each of n dimensions.
@inline
def _spread(value, n):
    if _is_list(value):
        return list(value) * n if len(value) == 1 else list(value)
    return [value] * n

# Elements along an axis at places of a vector.
@inline
def _along(x, axis, at):
    sizes = _resized(x, axis, numel(at))
    line = prim.reshape(at, [numel(at) if i == axis else 1 for i in range(_rank(x))])
    return prim.gather(x, prim.expand(line, sizes), axis)

# Numbers put around x: so many before and after each axis; fewer than none takes away.
@inline
def _bordered(x, low, high, value):
    rank = _rank(x)
    starts = [max(-a, 0) for a in low]
    counts = [n + min(a, 0) + min(b, 0) for n, a, b in zip(prim.shape(x), low, high)]
    x = prim.slice(x, starts, [max(n, 0) for n in counts], [1] * rank)
    low = [max(a, 0) for a in low]
    high = [max(b, 0) for b in high]
    if low + high == [0] * (2 * rank):
        return x
    zeros = [0] * rank
    padded = prim.pad(x, low, high, zeros)
    if prim.kind(value) != "bool" and value == 0:
        return padded
    inside = prim.pad(prim.full(prim.shape(x), True, torch.bool), low, high, zeros)
    return prim.where(inside, padded, prim.full([], value, prim.dtype(x)))

# The place that each place of a bordered axis repeats.
@inline
def _repeated(mode, n, before, after):
    at = prim.progression(-before, 1, n + before + after, int64)
    if mode == "circular":
        return prim.remainder(at, n)
    if mode == "replicate":
        return clamp(at, 0, n - 1)
    return (n - 1) - prim.abs((n - 1) - prim.abs(at))

@inline
def _pad_grad_fn(mode, pad):
    if mode == "constant":
        return "ConstantPadNdBackward0"
    if mode == "circular":
        return "CopySlices"
    kind = "Reflection" if mode == "reflect" else "Replication"
    return kind + "Pad" + str(len(pad) // 2) + "DBackward0"

@python
@function
@grad_fn(_pad_grad_fn(mode, pad))
def pad(input, pad, mode="constant", value=None):
    """Borders around the last dimensions: of a value, reflected, replicated or circular."""
    rank = _rank(input)
    k = len(pad) // 2
    if len(pad) % 2 != 0:
        prim.fail("runtime", "Padding length must be divisible by 2")
    if k > rank:
        prim.fail("shape_mismatch", "Padding length should be less than or equal to two times the "
            "input dimension but got padding length " + str(len(pad)) + " and input of dimension "
            + str(rank))
    low = [0] * (rank - k) + [pad[2 * (k - 1 - i)] for i in range(k)]
    high = [0] * (rank - k) + [pad[2 * (k - 1 - i) + 1] for i in range(k)]
    for n, a, b in zip(prim.shape(input), low, high):
        if n + a + b < 0:
            prim.fail("shape_mismatch", "The input size " + str(n) + ", plus negative padding "
                + str(a) + " and " + str(b) + ", resulted in a negative output size, which is "
                "invalid.")
    if mode == "constant":
        return _bordered(input, low, high, 0 if value is None else value)
    if mode not in ("reflect", "replicate", "circular"):
        prim.fail("unsupported", "Unrecognised padding mode " + mode)
    x = input
    for axis in range(rank - k, rank):
        n = prim.shape(x)[axis]
        if mode == "reflect" and max(low[axis], high[axis]) >= n:
            prim.fail("shape_mismatch", "Argument #4: Padding size should be less than the "
                "corresponding input dimension, but got: padding (" + str(low[axis]) + ", "
                + str(high[axis]) + ") at dimension " + str(axis) + " of input "
                + _text(prim.shape(input)))
        x = _along(x, axis, _repeated(mode, n, low[axis], high[axis]))
    return x

@inline
@grad_fn("ConstantPadNdBackward0")
def constant_pad_nd(input, pad, value=0):
    """Borders of a value around the last dimensions."""
    return torch.pad(input, pad, "constant", value)

# x, which is bordered, as seen by a window: for each place in the window, row-major, the elements
# under it at every stop: a list of (N, C, out…).
@inline
def _views(x, kernel, stride, dilation, out):
    n = len(kernel)
    front = list(prim.shape(x))[:2]
    views = []
    for k in range(_count_of(kernel)):
        place = []
        for size in reversed(kernel):
            place = [k % size] + place
            k = k // size
        views.append(prim.slice(x, [0, 0] + [p * d for p, d in zip(place, dilation)],
            front + out, [1, 1] + stride))
    return views

# The same side by side: (N, C, places in the window, stops).
@inline
def _patches(x, kernel, stride, dilation, out):
    sizes = list(prim.shape(x))[:2] + [1, _count_of(out)]
    views = _views(x, kernel, stride, dilation, out)
    return prim.concat([prim.reshape(v, sizes) for v in views], 2)

@inline
def _sizes_text(sizes):
    text = ""
    for i, n in enumerate(sizes):
        text = text + (" x " if i > 0 else "") + str(n)
    return "(" + text + ")"

# With a batch of one if there is none.
@inline
def _batch(x, n):
    return x if _rank(x) == n + 2 else prim.reshape(x, [1] + list(prim.shape(x)))

@inline
def _unbatch(y, x, n):
    return y if _rank(x) == n + 2 else prim.reshape(y, list(prim.shape(y))[1:])

@inline
def _need_batch(name, x, n):
    if _rank(x) not in (n + 1, n + 2):
        prim.fail("shape_mismatch", "Expected " + str(n + 1) + "D (unbatched) or " + str(n + 2)
            + "D (batched) input to " + name + ", but got input of size: "
            + _text(prim.shape(x)))

@inline
def _need_channels(x, weight, groups):
    channels = prim.shape(weight)[1] * groups
    if prim.shape(x)[1] != channels:
        prim.fail("shape_mismatch", "Given groups=" + str(groups) + ", weight of size "
            + _text(prim.shape(weight)) + ", expected input" + _text(prim.shape(x)) + " to have "
            + str(channels) + " channels, but got " + str(prim.shape(x)[1])
            + " channels instead")

# What padding means before and after each dimension: "same" keeps sizes.
@inline
def _paddings(padding, kernel, dilation, stride):
    n = len(kernel)
    if padding == "valid":
        return [0] * n, [0] * n
    if padding == "same":
        if stride != [1] * n:
            prim.fail("runtime", "padding='same' is not supported for strided convolutions")
        whole = [d * (k - 1) for k, d in zip(kernel, dilation)]
        return [w // 2 for w in whole], [w - w // 2 for w in whole]
    if prim.kind(padding) == "str":
        prim.fail("runtime", "Invalid padding string '" + padding + "', should be one of {'valid', "
            "'same'}")
    return _spread(padding, n), _spread(padding, n)

# x:(N, C, S…) weight:(O, C / groups, K…) → (N, O, out…)
@inline
def _convolve(x, weight, stride, low, high, dilation, groups):
    kernel = list(prim.shape(weight))[2:]
    _need_same_dtype(x, weight)
    _need_channels(x, weight, groups)
    x = _bordered(x, [0, 0] + low, [0, 0] + high, 0)
    sizes = list(prim.shape(x))[2:]
    for s, k, d in zip(sizes, kernel, dilation):
        if s < d * (k - 1) + 1:
            prim.fail("shape_mismatch", "Calculated padded input size per channel: "
                + _sizes_text(sizes) + ". Kernel size: " + _sizes_text(kernel)
                + ". Kernel size can't be greater than actual input size")
    out = [(s - d * (k - 1) - 1) // t + 1 for s, k, d, t in zip(sizes, kernel, dilation, stride)]
    patches = _patches(x, kernel, stride, dilation, out)
    n, c, places, stops = prim.shape(patches)
    o = prim.shape(weight)[0]
    rows = prim.reshape(weight, [groups, o // groups, c // groups * places])
    columns = prim.reshape(patches, [n, groups, c // groups * places, stops])
    return prim.reshape(prim.matmul(rows, columns), [n, o] + out)

@inline
def _biased(y, bias, n):
    if bias is not None and prim.dtype(bias) != prim.dtype(y):
        prim.fail("dtype", "Input type (" + str(prim.dtype(y))[6:] + ") and bias type ("
            + str(prim.dtype(bias))[6:] + ") should be the same")
    return y if bias is None else y + prim.reshape(bias, [prim.shape(bias)[0]] + [1] * n)

@inline
def _conv(name, n, input, weight, bias, stride, padding, dilation, groups):
    _need_batch(name, input, n)
    if _rank(weight) != n + 2:
        prim.fail("shape_mismatch", "weight should have " + str(n + 2) + " dimensions, but has "
            + str(_rank(weight)) + ": " + _text(prim.shape(weight)))
    x = _batch(input, n)
    stride = _spread(stride, n)
    dilation = _spread(dilation, n)
    if min(stride) < 1:
        prim.fail("runtime", "non-positive stride is not supported")
    if min(dilation) < 1:
        prim.fail("runtime", "dilation should be greater than zero")
    low, high = _paddings(padding, list(prim.shape(weight))[2:], dilation, stride)
    y = _convolve(x, weight, stride, low, high, dilation, groups)
    return _unbatch(_biased(y, bias, n), input, n)

@inline
def _conv_grad_fn(x, n):
    return "ConvolutionBackward0" if _rank(x) == n + 2 else "SqueezeBackward1"

@overloaded
@function
@grad_fn(_conv_grad_fn(input, 1))
def conv1d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Products of windows of (N, C, S) and kernels (O, C / groups, K), summed."""
    return _conv("conv1d", 1, input, weight, bias, stride, padding, dilation, groups)

@overloaded
@function
@grad_fn(_conv_grad_fn(input, 2))
def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Products of windows of (N, C, H, W) and kernels (O, C / groups, K, L), summed."""
    return _conv("conv2d", 2, input, weight, bias, stride, padding, dilation, groups)

@overloaded
@function
@grad_fn(_conv_grad_fn(input, 3))
def conv3d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Products of windows of (N, C, D, H, W) and kernels (O, C / groups, …), summed."""
    return _conv("conv3d", 3, input, weight, bias, stride, padding, dilation, groups)

# The transpose of a convolution is one of the input with zeros between, by the kernel reversed.
@inline
def _conv_transpose(name, n, input, weight, bias, stride, padding, output_padding, groups,
        dilation):
    _need_batch(name, input, n)
    x = _batch(input, n)
    stride = _spread(stride, n)
    dilation = _spread(dilation, n)
    sizes = list(prim.shape(weight))
    c, o = sizes[:2]
    if prim.shape(x)[1] != c:
        prim.fail("shape_mismatch", "Given transposed=1, weight of size " + _text(sizes)
            + ", expected input" + _text(prim.shape(x)) + " to have " + str(c)
            + " channels, but got " + str(prim.shape(x)[1]) + " channels instead")
    w = prim.reshape(weight, [groups, c // groups, o] + sizes[2:])
    w = prim.permute(w, [0, 2, 1] + list(range(3, 3 + n)))
    w = prim.flip(prim.reshape(w, [groups * o, c // groups] + sizes[2:]), list(range(2, 2 + n)))
    zeros = [0] * (n + 2)
    x = prim.pad(x, zeros, zeros, [0, 0] + [s - 1 for s in stride])
    low = [d * (k - 1) - p for d, k, p in zip(dilation, sizes[2:], _spread(padding, n))]
    high = [a + p for a, p in zip(low, _spread(output_padding, n))]
    y = _convolve(x, w, [1] * n, low, high, dilation, groups)
    return _unbatch(_biased(y, bias, n), input, n)

@function
@grad_fn(_conv_grad_fn(input, 1))
def conv_transpose1d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1,
        dilation=1):
    """The transpose of conv1d, for kernels (C, O / groups, K)."""
    return _conv_transpose("conv_transpose1d", 1, input, weight, bias, stride, padding,
        output_padding, groups, dilation)

@function
@grad_fn(_conv_grad_fn(input, 2))
def conv_transpose2d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1,
        dilation=1):
    """The transpose of conv2d, for kernels (C, O / groups, K, L)."""
    return _conv_transpose("conv_transpose2d", 2, input, weight, bias, stride, padding,
        output_padding, groups, dilation)

@function
@grad_fn(_conv_grad_fn(input, 3))
def conv_transpose3d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1,
        dilation=1):
    """The transpose of conv3d, for kernels (C, O / groups, …)."""
    return _conv_transpose("conv_transpose3d", 3, input, weight, bias, stride, padding,
        output_padding, groups, dilation)

@python
@function
@grad_fn("Im2ColBackward0")
def unfold(input, kernel_size, dilation=1, padding=0, stride=1):
    """The elements under a window as columns: (N, C * window, stops)."""
    kernel = _spread(kernel_size, 2)
    dilation = _spread(dilation, 2)
    stride = _spread(stride, 2)
    border = [0, 0] + _spread(padding, 2)
    x = _bordered(_batch(input, 2), border, border, 0)
    out = [(s - d * (k - 1) - 1) // t + 1
        for s, k, d, t in zip(list(prim.shape(x))[2:], kernel, dilation, stride)]
    y = _patches(x, kernel, stride, dilation, out)
    n, c, places, stops = prim.shape(y)
    y = prim.reshape(y, [n, c * places, stops])
    return y if _rank(input) == 4 else prim.reshape(y, [c * places, stops])

@python
@function
@grad_fn("Col2ImBackward0")
def fold(input, output_size, kernel_size, dilation=1, padding=0, stride=1):
    """The transpose of unfold: columns added where they were seen."""
    kernel = _spread(kernel_size, 2)
    dilation = _spread(dilation, 2)
    stride = _spread(stride, 2)
    padding = _spread(padding, 2)
    whole = [s + 2 * p for s, p in zip(_spread(output_size, 2), padding)]
    out = [(s - d * (k - 1) - 1) // t + 1 for s, k, d, t in zip(whole, kernel, dilation, stride)]
    x = input if _rank(input) == 3 else prim.reshape(input, [1] + list(prim.shape(input)))
    n, rows, stops = prim.shape(x)
    places = _count_of(kernel)
    if rows % places != 0 or stops != _count_of(out):
        prim.fail("shape_mismatch", "Given output_size=" + _sizes_text(output_size)
            + ", expected size of input's dimension 2 to match the calculated number of sliding "
            "blocks " + str(out[0]) + " * " + str(out[1]) + " = " + str(_count_of(out))
            + ", but got input.size(2)=" + str(stops) + ".")
    x = prim.reshape(x, [n, rows // places, places] + out)
    total = None
    for k in range(places):
        at = [k // kernel[1] * dilation[0], k % kernel[1] * dilation[1]]
        high = [w - a - (o - 1) * t - 1 for w, a, o, t in zip(whole, at, out, stride)]
        part = prim.reshape(_part(x, 2, k, 1), [n, rows // places] + out)
        part = prim.pad(part, [0, 0] + at, [0, 0] + high, [0, 0] + [t - 1 for t in stride])
        total = part if total is None else total + part
    y = _bordered(total, [0, 0] + [-p for p in padding], [0, 0] + [-p for p in padding], 0)
    return y if _rank(input) == 3 else prim.reshape(y, list(prim.shape(y))[1:])
