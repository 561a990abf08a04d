# Pooling: windows of (N, C, S…) reduced to one element each.

# How often a window stops along a dimension. With ceil_mode the last one may hang over the end, but
# not start behind it.
@inline
def _stops(size, kernel, stride, padding, dilation, ceil_mode):
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    if not ceil_mode:
        return room // stride + 1
    count = -(-room // stride) + 1
    return count - 1 if (count - 1) * stride >= size + padding else count

# kernel, stride, padding, dilation, stops for each of n dimensions.
@inline
def _pooling(name, x, n, kernel_size, stride, padding, dilation, ceil_mode):
    if _rank(x) not in (n + 1, n + 2):
        prim.fail("shape_mismatch", name + "() Expected " + str(n + 1) + "D or " + str(n + 2)
            + "D input tensor, but got " + _text(prim.shape(x)))
    kernel = _spread(kernel_size, n)
    none = stride is None or _is_list(stride) and len(stride) == 0
    stride = kernel if none else _spread(stride, n)
    padding = _spread(padding, n)
    dilation = _spread(dilation, n)
    if min(stride) < 1 or min(kernel) < 1:
        prim.fail("runtime", "kernel size and stride should be greater than zero")
    if min(dilation) < 1:
        prim.fail("runtime", "dilation should be greater than zero")
    if min(padding) < 0:
        prim.fail("runtime", "pad must be non-negative, but got pad: " + str(min(padding)))
    for k, p in zip(kernel, padding):
        if 2 * p > k:
            prim.fail("runtime", "pad should be at most half of effective kernel size, but got pad="
                + str(p) + ", kernel_size=" + str(k) + " and dilation=" + str(dilation[0]))
    sizes = list(prim.shape(x))[-n:]
    if min(sizes) < 1:
        prim.fail("shape_mismatch", name + ": Expected input's non-batch dimensions to have "
            "positive length, but input has a shape of " + _text(prim.shape(x)))
    out = [_stops(sizes[i], kernel[i], stride[i], padding[i], dilation[i], ceil_mode)
        for i in range(n)]
    if min(out) < 1:
        prim.fail("shape_mismatch", "Given input size: " + _text(prim.shape(x))
            + ". Calculated output size: " + _text(out) + ". Output size is too small")
    return kernel, stride, padding, dilation, out

# What a window needs after the end of each dimension.
@inline
def _overhang(sizes, kernel, stride, padding, dilation, out):
    return [max((o - 1) * t + d * (k - 1) + 1 - s - p, 0)
        for s, k, t, p, d, o in zip(sizes, kernel, stride, padding, dilation, out)]

@inline
def _max_pool(name, n, input, kernel_size, stride, padding, dilation, ceil_mode):
    kernel, stride, padding, dilation, out = _pooling(name, input, n, kernel_size, stride, padding,
        dilation, ceil_mode)
    x = _batch(input, n)
    sizes = list(prim.shape(x))[2:]
    high = _overhang(sizes, kernel, stride, padding, dilation, out)
    bordered = _bordered(x, [0, 0] + padding, [0, 0] + high, _least(x))
    patches = _patches(bordered, kernel, stride, dilation, out)
    places = prim.reshape(prim.progression(0, 1, _count_of(sizes), int64), [1, 1] + sizes)
    places = _patches(_bordered(places, [0, 0] + padding, [0, 0] + high, 0), kernel, stride,
        dilation, out)
    found = _kept(prim.argmax(patches, 2), patches, [2], True)
    whole = list(prim.shape(x))[:2] + out
    values = prim.reshape(prim.gather(patches, found, 2), whole)
    wide = prim.expand(places, prim.shape(patches))
    index = prim.reshape(prim.gather(wide, found, 2), whole)
    return _unbatch(values, input, n), _unbatch(index, input, n)

@function
@grad_fn("SqueezeBackward1")
def max_pool1d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False,
        return_indices=False):
    """The largest element under each stop of a window; of equal ones the first."""
    pair = _max_pool("max_pool1d", 1, input, kernel_size, stride, padding, dilation, ceil_mode)
    return pair if return_indices else pair[0]

@function
@grad_fn("MaxPool2DWithIndicesBackward0")
def max_pool2d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False,
        return_indices=False):
    """The largest element under each stop of a window; of equal ones the first."""
    pair = _max_pool("max_pool2d", 2, input, kernel_size, stride, padding, dilation, ceil_mode)
    return pair if return_indices else pair[0]

@function
@grad_fn("MaxPool3DWithIndicesBackward0")
def max_pool3d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False,
        return_indices=False):
    """The largest element under each stop of a window; of equal ones the first."""
    pair = _max_pool("max_pool3d", 3, input, kernel_size, stride, padding, dilation, ceil_mode)
    return pair if return_indices else pair[0]

@inline
def _window_sums(x, low, high, edge, kernel, stride, out):
    n = len(kernel)
    x = _bordered(_bordered(x, [0, 0] + low, [0, 0] + low, edge), [0] * (n + 2),
        [0, 0] + [max(h - p, 0) for h, p in zip(high, low)], 0)
    views = _views(x, kernel, stride, [1] * n, out)
    total = views[0]
    for view in views[1:]:
        total = total + view
    return total

@inline
def _avg_pool(name, n, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor):
    kernel, stride, padding, dilation, out = _pooling(name, input, n, kernel_size, stride, padding,
        1, ceil_mode)
    x = _batch(input, n)
    sizes = list(prim.shape(x))[2:]
    high = _overhang(sizes, kernel, stride, padding, dilation, out)
    total = _window_sums(x, padding, high, 0, kernel, stride, out)
    if divisor is None:
        ones = prim.full([1, 1] + sizes, 1, prim.dtype(x))
        divisor = _window_sums(ones, padding, high, 0 + count_include_pad, kernel, stride, out)
    elif divisor == 0:
        prim.fail("runtime", "divisor must be not zero")
    if _kind(x) == "int":
        return _unbatch(div(total, divisor, rounding_mode="trunc"), input, n)
    return _unbatch(total / divisor, input, n)

@function
@grad_fn("SqueezeBackward1")
def avg_pool1d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    """The mean of the elements under each stop of a window."""
    return _avg_pool("avg_pool1d", 1, input, kernel_size, stride, padding, ceil_mode,
        count_include_pad, None)

@function
@grad_fn("AvgPool2DBackward0")
def avg_pool2d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True,
        divisor_override=None):
    """The mean of the elements under each stop of a window."""
    return _avg_pool("avg_pool2d", 2, input, kernel_size, stride, padding, ceil_mode,
        count_include_pad, divisor_override)

@function
@grad_fn("AvgPool3DBackward0")
def avg_pool3d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True,
        divisor_override=None):
    """The mean of the elements under each stop of a window."""
    return _avg_pool("avg_pool3d", 3, input, kernel_size, stride, padding, ceil_mode,
        count_include_pad, divisor_override)

@inline
def _lp_pool(n, input, norm_type, kernel_size, stride, ceil_mode):
    kernel = _spread(kernel_size, n)
    averages = _avg_pool("lp_pool", n, input ** norm_type, kernel, stride, 0, ceil_mode, True, None)
    return (sign(averages) * relu(abs(averages)) * _count_of(kernel)) ** (1.0 / norm_type)

@python
@function
@grad_fn("PowBackward0")
def lp_pool1d(input, norm_type, kernel_size, stride=None, ceil_mode=False):
    """The norm of the elements under each stop of a window."""
    return _lp_pool(1, input, norm_type, kernel_size, stride, ceil_mode)

@python
@function
@grad_fn("PowBackward0")
def lp_pool2d(input, norm_type, kernel_size, stride=None, ceil_mode=False):
    """The norm of the elements under each stop of a window."""
    return _lp_pool(2, input, norm_type, kernel_size, stride, ceil_mode)

# Sizes to pool to; None keeps that of a dimension.
@inline
def _targets(x, n, output_size):
    sizes = list(prim.shape(x))[-n:]
    return [s if o is None else o for s, o in zip(sizes, _spread(output_size, n))]

# Windows share dimensions evenly: window i of o goes from i * n / o to (i + 1) * n / o.
@inline
def _shares(x, axis, o):
    n = prim.shape(x)[axis]
    ends = [(i * n // o, -(-(i + 1) * n // o)) for i in range(o)]
    return [_part(x, axis, first, last - first) for first, last in ends]

@inline
def _adaptive_avg(n, input, output_size):
    x = input
    for i, o in enumerate(_targets(input, n, output_size)):
        axis = _rank(x) - n + i
        if o == 0:
            x = _part(x, axis, 0, 0)
        elif o != prim.shape(x)[axis]:
            x = prim.concat([mean(part, axis, True) for part in _shares(x, axis, o)], axis)
    return x

@function
@grad_fn("SqueezeBackward1")
def adaptive_avg_pool1d(input, output_size):
    """The means of so many windows that share the last dimension."""
    return _adaptive_avg(1, input, output_size)

@python
@function
@grad_fn("MeanBackward1" if _targets(input, 2, output_size) == [1, 1]
    else "AdaptiveAvgPool2DBackward0")
def adaptive_avg_pool2d(input, output_size):
    """The means of so many windows that share the last two dimensions."""
    return _adaptive_avg(2, input, output_size)

@python
@function
@grad_fn("MeanBackward1" if _targets(input, 3, output_size) == [1, 1, 1]
    else "AdaptiveAvgPool3DBackward0")
def adaptive_avg_pool3d(input, output_size):
    """The means of so many windows that share the last three dimensions."""
    return _adaptive_avg(3, input, output_size)

# From the last dimension to the first, with the place of each largest element among all.
@inline
def _adaptive_max(n, input, output_size):
    x = prim.detach(input)
    rank = _rank(x)
    sizes = list(prim.shape(x))
    front = sizes[:rank - n]
    index = prim.expand(prim.reshape(prim.progression(0, 1, _count_of(sizes[-n:]), int64),
        sizes[-n:]), sizes)
    for i in range(n - 1, -1, -1):
        axis = rank - n + i
        parts = []
        places = []
        o = _targets(input, n, output_size)[i]
        for part, at in zip(_shares(x, axis, o), _shares(index, axis, o)):
            found = _kept(prim.argmax(part, axis), part, [axis], True)
            parts.append(prim.gather(part, found, axis))
            places.append(prim.gather(at, found, axis))
        x = prim.concat(parts, axis)
        index = prim.concat(places, axis)
    flat = prim.reshape(input, front + [_count_of(sizes[-n:])])
    out = list(prim.shape(index))
    picked = prim.gather(flat, prim.reshape(index, front + [_count_of(out[-n:])]), rank - n)
    return prim.reshape(picked, out), index

@function
@grad_fn("SqueezeBackward1")
def adaptive_max_pool1d(input, output_size, return_indices=False):
    """The largest elements of so many windows that share the last dimension."""
    pair = _adaptive_max(1, input, output_size)
    return pair if return_indices else pair[0]

@python
@function
@grad_fn("AdaptiveMaxPool2DBackward0")
def adaptive_max_pool2d(input, output_size, return_indices=False):
    """The largest elements of so many windows that share the last two dimensions."""
    pair = _adaptive_max(2, input, output_size)
    return pair if return_indices else pair[0]

@python
@function
@grad_fn("AdaptiveMaxPool3DBackward0")
def adaptive_max_pool3d(input, output_size, return_indices=False):
    """The largest elements of so many windows that share the last three dimensions."""
    pair = _adaptive_max(3, input, output_size)
    return pair if return_indices else pair[0]

@inline
def _unpool(n, input, indices, kernel_size, stride, padding, output_size):
    kernel = _spread(kernel_size, n)
    stride = kernel if stride is None else _spread(stride, n)
    sizes = list(prim.shape(input))
    front = sizes[:len(sizes) - n]
    if output_size is None:
        whole = [(s - 1) * t - 2 * p + k
            for s, t, p, k in zip(sizes[-n:], stride, _spread(padding, n), kernel)]
    else:
        whole = list(output_size)[-n:]
    many = _count_of(sizes[-n:])
    zeros = prim.full(front + [_count_of(whole)], 0, prim.dtype(input))
    at = prim.reshape(_need_index("max_unpool", indices), front + [many])
    filled = _scattered(zeros, at, prim.reshape(input, front + [many]), len(front))
    return prim.reshape(filled, front + whole)

@python
@function
@grad_fn("SqueezeBackward1")
def max_unpool1d(input, indices, kernel_size, stride=None, padding=0, output_size=None):
    """Zeros with the elements of input where max_pool1d found them."""
    return _unpool(1, input, indices, kernel_size, stride, padding, output_size)

@python
@function
@grad_fn("MaxUnpool2DBackward0")
def max_unpool2d(input, indices, kernel_size, stride=None, padding=0, output_size=None):
    """Zeros with the elements of input where max_pool2d found them."""
    return _unpool(2, input, indices, kernel_size, stride, padding, output_size)

@python
@function
@grad_fn("MaxUnpool3DBackward0")
def max_unpool3d(input, indices, kernel_size, stride=None, padding=0, output_size=None):
    """Zeros with the elements of input where max_pool3d found them."""
    return _unpool(3, input, indices, kernel_size, stride, padding, output_size)
