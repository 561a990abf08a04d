# torch.nn.init: values for new parameters, written in place while no gradients are recorded.

@plain
def _written(tensor, value):
    enabled = prim.grad_enabled()
    prim.set_grad_enabled(False)
    try:
        return prim.write(tensor, value)
    finally:
        prim.set_grad_enabled(enabled)

# The stream behind a torch.Generator.
@plain
def _uniform(tensor, low, high, generator):
    return _written(tensor, prim.draw("uniform", tensor, None, torch._stream(generator), low, high))

@plain
def _normal(tensor, mean, std, generator):
    return _written(tensor, prim.draw("normal", tensor, None, torch._stream(generator), mean, std))

@plain
def calculate_gain(nonlinearity, param=None):
    """The factor that keeps the variance through an activation."""
    if nonlinearity in ("linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d",
            "conv_transpose2d", "conv_transpose3d", "sigmoid"):
        return 1
    if nonlinearity == "tanh":
        return 5.0 / 3
    if nonlinearity == "relu":
        return math.sqrt(2.0)
    if nonlinearity == "selu":
        return 3.0 / 4
    if nonlinearity != "leaky_relu":
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}")
    slope = 0.01 if param is None else param
    if isinstance(slope, bool) or not isinstance(slope, (int, float)):
        raise ValueError(f"negative_slope {param} not a valid number")
    return math.sqrt(2.0 / (1 + slope ** 2))

@plain
def uniform_(tensor, a=0.0, b=1.0, generator=None):
    """Evenly distributed in [a, b)."""
    return _uniform(tensor, a, b, generator)

@plain
def normal_(tensor, mean=0.0, std=1.0, generator=None):
    """Normally distributed."""
    return _normal(tensor, mean, std, generator)

@plain
def constant_(tensor, val):
    """One number."""
    return _written(tensor, torch.full_like(tensor, val))

@plain
def ones_(tensor):
    """Ones."""
    return constant_(tensor, 1.0)

@plain
def zeros_(tensor):
    """Zeros."""
    return constant_(tensor, 0.0)

@plain
def eye_(tensor):
    """The identity matrix."""
    if tensor.dim() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    rows, columns = tensor.shape
    return _written(tensor, torch.eye(rows, columns, dtype=tensor.dtype))

@plain
def dirac_(tensor, groups=1):
    """The identity as weights of a convolution."""
    if tensor.dim() not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    sizes = list(tensor.shape)
    if sizes[0] % groups != 0:
        raise ValueError("dim 0 must be divisible by groups")
    value = torch.zeros(sizes, dtype=tensor.dtype)
    each = sizes[0] // groups
    for g in range(groups):
        for d in range(min(each, sizes[1])):
            value[tuple([g * each + d, d] + [n // 2 for n in sizes[2:]])] = 1
    return _written(tensor, value)

@plain
def _fans(tensor):
    if tensor.dim() < 2:
        raise ValueError("Fan in and fan out can not be computed for tensor with fewer than 2 "
            "dimensions")
    field = 1
    for n in tensor.shape[2:]:
        field *= n
    return tensor.shape[1] * field, tensor.shape[0] * field

@plain
def _calculate_fan_in_and_fan_out(tensor):
    return _fans(tensor)

@plain
def xavier_uniform_(tensor, gain=1.0, generator=None):
    """Evenly distributed, by the sum of fans (Glorot and Bengio 2010)."""
    fan_in, fan_out = _fans(tensor)
    std = gain * math.sqrt(2.0 / float(fan_in + fan_out))
    bound = math.sqrt(3.0) * std
    return _uniform(tensor, -bound, bound, generator)

@plain
def xavier_normal_(tensor, gain=1.0, generator=None):
    """Normally distributed, by the sum of fans (Glorot and Bengio 2010)."""
    fan_in, fan_out = _fans(tensor)
    return _normal(tensor, 0.0, gain * math.sqrt(2.0 / float(fan_in + fan_out)), generator)

@plain
def _kaiming_std(tensor, a, mode, nonlinearity):
    kind = mode.lower()
    if kind not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {kind} not supported, please use one of {['fan_in', 'fan_out']}")
    fan_in, fan_out = _fans(tensor)
    return calculate_gain(nonlinearity, a) / math.sqrt(fan_in if kind == "fan_in" else fan_out)

@plain
def kaiming_uniform_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    """Evenly distributed, by a fan (He and others 2015)."""
    if 0 in tensor.shape:
        return tensor
    bound = math.sqrt(3.0) * _kaiming_std(tensor, a, mode, nonlinearity)
    return _uniform(tensor, -bound, bound, generator)

@plain
def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    """Normally distributed, by a fan (He and others 2015)."""
    if 0 in tensor.shape:
        return tensor
    return _normal(tensor, 0, _kaiming_std(tensor, a, mode, nonlinearity), generator)

@plain
def orthogonal_(tensor, gain=1, generator=None):
    """An orthogonal matrix (Saxe and others 2014)."""
    if tensor.dim() < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    if tensor.numel() == 0:
        return tensor
    rows = tensor.shape[0]
    columns = tensor.numel() // rows
    drawn = prim.draw("normal", [rows, columns], tensor.dtype, torch._stream(generator), 0, 1)
    q, r = torch.linalg.qr(drawn.t() if rows < columns else drawn)
    q = q * torch.diag(r).sign()
    if rows < columns:
        q = q.t()
    return _written(tensor, q.reshape(tensor.shape) * gain)

@plain
def sparse_(tensor, sparsity, std=0.01, generator=None):
    """Normally distributed, with so many zeros in each column (Martens 2010)."""
    if tensor.dim() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    value = prim.draw("normal", tensor, None, torch._stream(generator), 0, std)
    for column in range(columns):
        value[torch.randperm(rows)[:zeros], column] = 0
    return _written(tensor, value)

# Drawn again where it lies outside; where little lies within, drawn evenly and kept with the
# probability that is due.
@plain
def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None):
    """Normally distributed within [a, b]."""
    stream = torch._stream(generator)
    share = (1.0 + math.erf((b - mean) / std / math.sqrt(2.0))) / 2.0 - (
        1.0 + math.erf((a - mean) / std / math.sqrt(2.0))) / 2.0
    if share > 0.3:
        low = torch.tensor(a, dtype=tensor.dtype).item()
        high = torch.tensor(b, dtype=tensor.dtype).item()
        result = prim.draw("normal", tensor, None, stream, mean, std)
        outside = (result < low) | (result > high)
        while outside.any():
            result = torch.where(outside, prim.draw("normal", tensor, None, stream, mean, std),
                result)
            outside = (result < low) | (result > high)
        return _written(tensor, result)
    peak = -0.5 * ((max(a, min(mean, b)) - mean) / std) ** 2
    result = prim.draw("uniform", tensor, None, stream, a, b)
    bound = (result - mean).div_(std).pow_(2).mul_(-0.5).sub_(peak)
    pending = prim.draw("uniform", tensor, None, stream, 0, 1).log() > bound
    while pending.any():
        drawn = prim.draw("uniform", tensor, None, stream, a, b)
        result = torch.where(pending, drawn, result)
        bound = (drawn - mean).div_(std).pow_(2).mul_(-0.5).sub_(peak)
        again = prim.draw("uniform", tensor, None, stream, 0, 1).log() > bound
        pending = pending & again
    return _written(tensor, result)
