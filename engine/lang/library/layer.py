# Normalisation, lookup, rearranging of channels, and the less common activations.

@inline
def _per_channel(v, x):
    return prim.reshape(v, [1, prim.shape(x)[1]] + [1] * (_rank(x) - 2))

@inline
def _affine(x, weight, bias):
    y = x if weight is None else x * _per_channel(weight, x)
    return y if bias is None else y + _per_channel(bias, y)

@inline
def _standardised(x, axes, eps):
    d = x - mean(x, axes, True)
    return d * rsqrt(mean(d * d, axes, True) + eps)

# What training does to the running statistics is for whoever owns them.
@function
@grad_fn("NativeBatchNormBackward0")
def batch_norm(input, running_mean, running_var, weight=None, bias=None, training=False,
        momentum=0.1, eps=1e-05):
    """Each channel with mean 0 and variance 1, then scaled and shifted."""
    sizes = prim.shape(input)
    if training:
        axes = [i for i in range(_rank(input)) if i != 1]
        if _count(input, axes) == 1:
            prim.fail("value", "Expected more than 1 value per channel when training, got input "
                "size " + str(prim.size(sizes)))
        return _affine(_standardised(input, axes, eps), weight, bias)
    if running_mean is None or running_var is None:
        prim.fail("value", "Expected running_mean and running_var to be defined when "
            "training=False")
    d = input - _per_channel(running_mean, input)
    return _affine(d * rsqrt(_per_channel(running_var, input) + eps), weight, bias)

@function
@grad_fn("ViewBackward0")
def instance_norm(input, running_mean=None, running_var=None, weight=None, bias=None,
        use_input_stats=True, momentum=0.1, eps=1e-05):
    """Each channel of each instance with mean 0 and variance 1, then scaled and shifted."""
    if not use_input_stats:
        return batch_norm(input, running_mean, running_var, weight, bias, False, momentum, eps)
    return _affine(_standardised(input, list(range(2, _rank(input))), eps), weight, bias)

@function
@grad_fn("NativeGroupNormBackward0")
def group_norm(input, num_groups, weight=None, bias=None, eps=1e-05):
    """Each group of channels with mean 0 and variance 1, then scaled and shifted."""
    sizes = list(prim.shape(input))
    if sizes[1] % num_groups != 0:
        prim.fail("runtime", "Expected number of channels in input to be divisible by num_groups, "
            "but got input of shape " + _text(sizes) + " and num_groups=" + str(num_groups))
    x = prim.reshape(input, [sizes[0], num_groups, _count_of(sizes[1:]) // num_groups])
    return _affine(prim.reshape(_standardised(x, [2], eps), sizes), weight, bias)

@function
@grad_fn("MulBackward0")
def rms_norm(input, normalized_shape, weight=None, eps=None):
    """Divided by the root of the mean square over the last dimensions, then scaled."""
    rank = _rank(input)
    axes = list(range(rank - len(_size(normalized_shape)), rank))
    least = eps
    if eps is None:
        least = 2.220446049250313e-16 if prim.dtype(input) == float64 else 1.1920928955078125e-07
    x = input * rsqrt(mean(input * input, axes, True) + least)
    return x if weight is None else x * weight

@inline
@function
def native_layer_norm(input, normalized_shape, weight, bias, eps):
    """layer_norm with the means and the reciprocal standard deviations."""
    if len(_size(normalized_shape)) == 0:
        prim.fail("runtime", "Expected normalized_shape to be at least 1-dimensional, i.e., "
            "containing at least one element, but got normalized_shape = []")
    rank = _rank(input)
    axes = list(range(rank - len(_size(normalized_shape)), rank))
    m = mean(input, axes, True)
    d = input - m
    return layer_norm(input, normalized_shape, weight, bias, eps), m, (
        rsqrt(mean(d * d, axes, True) + eps))

@python
@function
@grad_fn("DivBackward0")
def local_response_norm(input, size, alpha=1e-4, beta=0.75, k=1.0):
    """Divided by a power of the mean square over neighbouring channels."""
    if _rank(input) < 3:
        prim.fail("shape_mismatch", "Expected 3D or higher dimensionality input (got "
            + str(_rank(input)) + " dimensions)")
    rank = _rank(input)
    low = [size // 2 if i == 1 else 0 for i in range(rank)]
    high = [(size - 1) // 2 if i == 1 else 0 for i in range(rank)]
    squares = _bordered(input * input, low, high, 0)
    total = None
    for i in range(size):
        part = _part(squares, 1, i, prim.shape(input)[1])
        total = part if total is None else total + part
    return input / (k + alpha * (total / size)) ** beta

@function
@plain
def embedding(input, weight, padding_idx=None, max_norm=None, norm_type=2.0,
        scale_grad_by_freq=False, sparse=False):
    """The rows of weight at the indices in input."""
    try:
        return _embedding(input, weight, padding_idx, max_norm)
    except IndexError:
        prim.fail("index", "index out of range in self")

# The row at padding_idx gets no derivative.
@grad_fn("EmbeddingBackward0")
def _embedding(input, weight, padding_idx, max_norm):
    if prim.dtype(input) not in (int64, int32):
        prim.fail("dtype", "Expected tensor for argument #1 'indices' to have one of the following "
            "scalar types: Long, Int; but got torch." + _type_name(input)
            + "Tensor instead (while checking arguments for embedding)")
    if _rank(weight) != 2:
        prim.fail("shape_mismatch", "'weight' must be 2-D")
    if max_norm is not None:
        prim.fail("unsupported", "embedding() with max_norm, which changes weight")
    if padding_idx is not None:
        n = prim.shape(weight)[0]
        at = padding_idx + n if padding_idx < 0 else padding_idx
        rows = prim.reshape(prim.progression(0, 1, n, int64), [n, 1])
        weight = prim.where(prim.eq(rows, at), prim.detach(weight), weight)
    index = _cast(input, int64)
    return _pick(weight, [0], [prim.where(index < 0, prim.shape(weight)[0], index)])

@function
def pixel_shuffle(input, upscale_factor):
    """(…, C * r², H, W) → (…, C, H * r, W * r)"""
    r = upscale_factor
    sizes = list(prim.shape(input))
    front = sizes[:-3]
    c, h, w = sizes[-3:]
    if c % (r * r) != 0:
        prim.fail("shape_mismatch", "pixel_shuffle expects its input's 'channel' dimension to be "
            "divisible by the square of upscale_factor, but input.size(-3)=" + str(c)
            + " is not divisible by " + str(r * r))
    x = prim.reshape(input, front + [c // (r * r), r, r, h, w])
    n = len(front)
    x = prim.permute(x, list(range(n)) + [n, n + 3, n + 1, n + 4, n + 2])
    return prim.reshape(x, front + [c // (r * r), h * r, w * r])

@function
def pixel_unshuffle(input, downscale_factor):
    """(…, C, H * r, W * r) → (…, C * r², H, W)"""
    r = downscale_factor
    sizes = list(prim.shape(input))
    front = sizes[:-3]
    c, h, w = sizes[-3:]
    n = len(front)
    x = prim.reshape(input, front + [c, h // r, r, w // r, r])
    x = prim.permute(x, list(range(n)) + [n, n + 2, n + 4, n + 1, n + 3])
    return prim.reshape(x, front + [c * r * r, h // r, w // r])

@function
def channel_shuffle(input, groups):
    """Channels dealt out to groups, one after the other."""
    sizes = list(prim.shape(input))
    rest = sizes[2:]
    x = prim.reshape(input, [sizes[0], groups, sizes[1] // groups] + rest)
    return prim.reshape(_swapped(x, 1, 2), sizes)

@function
@grad_fn("AddBackward0" if bias is not None else "ViewBackward0")
def bilinear(input1, input2, weight, bias=None):
    """input1 · weight · input2 for each of the matrices in weight."""
    a = prim.reshape(input1, [numel(input1) // prim.shape(input1)[-1], prim.shape(input1)[-1]])
    b = prim.reshape(input2, [numel(input2) // prim.shape(input2)[-1], prim.shape(input2)[-1]])
    n, k = prim.shape(a)
    m = prim.shape(b)[1]
    o = prim.shape(weight)[0]
    pairs = prim.reshape(prim.reshape(a, [n, k, 1]) * prim.reshape(b, [n, 1, m]), [n, k * m])
    y = _product(pairs, t(prim.reshape(weight, [o, k * m])))
    y = prim.reshape(y, list(prim.shape(input1))[:-1] + [o])
    return y if bias is None else y + bias

@function
@grad_fn("MmBackward0" if _rank(query) == 2 else "UnsafeViewBackward0" if _rank(query) == 3
    else "ScaledDotProductFlashAttentionForCpuBackward0")
def scaled_dot_product_attention(query, key, value, attn_mask=None, dropout_p=0.0,
        is_causal=False, scale=None):
    """softmax(query @ key.mT / sqrt(E)) @ value, where masks add or leave out."""
    if dropout_p != 0:
        prim.fail("unsupported", "scaled_dot_product_attention() with dropout")
    factor = 1 / math.sqrt(prim.shape(query)[-1]) if scale is None else scale
    scores = matmul(query, _swapped(key, -2, -1)) * factor
    if is_causal:
        n, m = prim.shape(scores)[-2:]
        rows = prim.reshape(prim.progression(0, 1, n, int64), [n, 1])
        scores = prim.where(prim.progression(0, 1, m, int64) <= rows, scores, -inf)
    if attn_mask is not None:
        bits = _kind(attn_mask) == "bool"
        scores = prim.where(attn_mask, scores, -inf) if bits else scores + attn_mask
    return matmul(softmax(scores, -1), value)

@python
def glu(input, dim=-1):
    """The first half along dim times sigmoid of the second."""
    axis = _axis(dim, _rank(input))
    if _rank(input) == 0:
        prim.fail("shape_mismatch", "glu does not support 0-dimensional tensors")
    n = prim.shape(input)[axis]
    if n % 2 != 0:
        prim.fail("shape_mismatch", "Halving dimension must be even, but dimension " + str(axis)
            + " is size " + str(n))
    return _part(input, axis, 0, n // 2) * sigmoid(_part(input, axis, n // 2, n // 2))

def celu(input, alpha=1.0, inplace=False):
    """input where positive, alpha * (exp(input / alpha) - 1) elsewhere."""
    return prim.where(input > 0, input, alpha * expm1(input / alpha))

@python
def hardswish(input, inplace=False):
    """input * relu6(input + 3) / 6."""
    middle = input * (input + 3) / 6
    return prim.where(input <= -3, 0.0, prim.where(input >= 3, input, middle))

@python
def hardsigmoid(input, inplace=False):
    """relu6(input + 3) / 6."""
    return prim.where(input <= -3, 0.0, prim.where(input >= 3, 1.0, (input + 3) / 6))

def hardshrink(input, lambd=0.5):
    """input, but 0 where it is within lambd of 0."""
    return prim.where((input >= -lambd) & (input <= lambd), 0.0, input)

def softshrink(input, lambd=0.5):
    """input moved towards 0 by lambd, no further than to 0."""
    if lambd < 0:
        prim.fail("runtime", "lambda must be greater or equal to 0, but found to be " + str(lambd)
            + ".")
    return prim.where(input > lambd, input - lambd, prim.where(input < -lambd, input + lambd,
        prim.where(prim.ne(input, input), input, prim.detach(input) * 0)))

@function
def threshold(input, threshold, value, inplace=False):
    """input where above threshold, value elsewhere."""
    return prim.where(input <= threshold, prim.full([], value, prim.dtype(input)), input)

@grad_fn("PreluKernelBackward0")
def prelu(input, weight):
    """input where positive, weight * input elsewhere, with a weight for each channel or all."""
    w = weight
    if numel(weight) == 1:
        w = prim.reshape(weight, [])
    elif _rank(input) > 1:
        if prim.shape(input)[1] != numel(weight):
            prim.fail("shape_mismatch", "Mismatch of parameter numbers and input channel size. "
                "Found parameter numbers = " + str(numel(weight)) + " and channel size = "
                + str(prim.shape(input)[1]) + ".")
        w = _per_channel(weight, input)
    return prim.where(input > 0, input, w * input)

# Sources of each place after resizing, as PyTorch's align_corners and scale factors have it.
@inline
def _source_places(n, o, align_corners, scale, kind):
    at = prim.progression(0, 1, o, kind)
    if align_corners:
        return at * ((n - 1) / (o - 1) if o > 1 else 0.0)
    return (at + 0.5) * (n / o if scale is None else 1 / scale) - 0.5

@inline
def _nearest(x, axis, o, scale, exact):
    n = prim.shape(x)[axis]
    at = prim.progression(0, 1, o, float64) + (0.5 if exact else 0.0)
    source = prim.floor(at * (n / o if scale is None else 1 / scale))
    return _along(x, axis, clamp_max(prim.cast(source, int64), n - 1))

@inline
def _line(x, axis, o, align_corners, scale):
    n = prim.shape(x)[axis]
    at = clamp_min(_source_places(n, o, align_corners, scale, prim.dtype(x)), 0)
    low = clamp_max(prim.cast(prim.floor(at), int64), n - 1)
    part = at - prim.cast(low, prim.dtype(x))
    part = prim.reshape(part, [o if i == axis else 1 for i in range(_rank(x))])
    before = _along(x, axis, low)
    after = _along(x, axis, clamp_max(low + 1, n - 1))
    return before * (1 - part) + after * part

# Cubic convolution with a = -0.75 (Keys 1981).
@inline
def _cubic(x, axis, o, align_corners, scale):
    n = prim.shape(x)[axis]
    at = _source_places(n, o, align_corners, scale, prim.dtype(x))
    low = prim.floor(at)
    d = at - low
    total = None
    for k in range(-1, 3):
        s = prim.abs(d - k)
        near = (1.25 * s - 2.25) * s * s + 1
        far = -0.75 * (((s - 5) * s + 8) * s - 4)
        w = prim.reshape(prim.where(s <= 1, near, far),
            [o if i == axis else 1 for i in range(_rank(x))])
        term = _along(x, axis, clamp(prim.cast(low, int64) + k, 0, n - 1)) * w
        total = term if total is None else total + term
    return total

@inline
def _interpolate_grad_fn(x, mode):
    n = _rank(x) - 2
    if mode in ("nearest", "nearest-exact"):
        exact = "Exact" if mode == "nearest-exact" else ""
        return "UpsampleNearest" + exact + str(n) + "DBackward" + ("0" if n < 4 else "1")
    if mode == "area":
        return "AdaptiveAvgPool" + str(n) + "DBackward0" if n > 1 else "SqueezeBackward1"
    names = [("linear", "UpsampleLinear1D"), ("bilinear", "UpsampleBilinear2D"),
        ("trilinear", "UpsampleTrilinear3D"), ("bicubic", "UpsampleBicubic2D")]
    return ([text for name, text in names if name == mode] + [""])[0] + "Backward0"

@python
@function
@grad_fn(_interpolate_grad_fn(input, mode))
def interpolate(input, size=None, scale_factor=None, mode="nearest", align_corners=None,
        recompute_scale_factor=None, antialias=False):
    """(N, C, S…) resized to a size, or by a factor."""
    n = _rank(input) - 2
    if antialias:
        prim.fail("unsupported", "interpolate() with antialias")
    if (size is None) == (scale_factor is None):
        prim.fail("value", "only one of size or scale_factor should be defined"
            if size is not None else "either size or scale_factor should be defined")
    scales = [None] * n
    if size is None:
        scales = [float(f) for f in _spread(scale_factor, n)]
        out = [math.floor(s * f) for s, f in zip(list(prim.shape(input))[2:], scales)]
        if recompute_scale_factor:
            scales = [None] * n
    else:
        out = _spread(size, n)
    if mode == "area":
        return _adaptive_avg(n, input, out)
    x = input
    for i in range(n):
        if mode in ("nearest", "nearest-exact"):
            x = _nearest(x, 2 + i, out[i], scales[i], mode == "nearest-exact")
        elif mode in ("linear", "bilinear", "trilinear"):
            x = _line(x, 2 + i, out[i], align_corners, scales[i])
        elif mode == "bicubic":
            x = _cubic(x, 2 + i, out[i], align_corners, scales[i])
        else:
            prim.fail("unsupported", "Input Error: Only 3D, 4D and 5D input Tensors supported with "
                "the modes nearest, linear, bilinear, bicubic, trilinear, area, nearest-exact (got "
                + mode + ")")
    return x

@python
@function
@grad_fn(_interpolate_grad_fn(input, mode))
def upsample(input, size=None, scale_factor=None, mode="nearest", align_corners=None):
    """(N, C, S…) resized to a size, or by a factor."""
    return interpolate(input, size, scale_factor, mode, align_corners)

@python
@function
@grad_fn("UpsampleNearest2DBackward0")
def upsample_nearest(input, size=None, scale_factor=None):
    """(N, C, S…) resized by repeating elements."""
    return interpolate(input, size, scale_factor, "nearest")

@python
@function
@grad_fn("UpsampleBilinear2DBackward0")
def upsample_bilinear(input, size=None, scale_factor=None):
    """(N, C, H, W) resized by lines between elements, corners staying corners."""
    return interpolate(input, size, scale_factor, "bilinear", True)
