# Layers of torch.nn with parameters: linear, embedding, convolution, normalisation.

@plain
def _empty(sizes, dtype):
    return Parameter(torch.zeros(sizes, dtype=dtype))

# Even in a range by the fan of a layer's weight.
@plain
def _draw_weights(layer):
    torch.nn.init.kaiming_uniform_(layer.weight, a=math.sqrt(5))
    if layer.bias is not None:
        fan, _ = torch.nn.init._fans(layer.weight)
        bound = 1 / math.sqrt(fan) if fan > 0 else 0
        torch.nn.init.uniform_(layer.bias, -bound, bound)

class Linear(Module):
    """input @ weight.T + bias."""
    __module__ = "torch.nn.modules.linear"

    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = _empty((out_features, in_features), dtype)
        self.register_parameter("bias", _empty((out_features,), dtype) if bias else None)
        self.reset_parameters()

    def reset_parameters(self):
        """Draws weight and bias anew."""
        _draw_weights(self)

    def forward(self, input):
        return torch.nn.functional.linear(input, self.weight, self.bias)

    def extra_repr(self):
        return (f"in_features={self.in_features}, out_features={self.out_features}, "
            f"bias={self.bias is not None}")

class Bilinear(Module):
    """input1 @ weight @ input2 + bias."""
    __module__ = "torch.nn.modules.linear"

    def __init__(self, in1_features, in2_features, out_features, bias=True, device=None,
            dtype=None):
        super().__init__()
        if in1_features <= 0:
            raise ValueError(f"in1_features must be > 0, but got (in1_features={in1_features})")
        self.in1_features = in1_features
        self.in2_features = in2_features
        self.out_features = out_features
        self.weight = _empty((out_features, in1_features, in2_features), dtype)
        self.register_parameter("bias", _empty((out_features,), dtype) if bias else None)
        self.reset_parameters()

    def reset_parameters(self):
        """Draws weight and bias anew."""
        bound = 1 / math.sqrt(self.in1_features)
        for p in self.parameters():
            torch.nn.init.uniform_(p, -bound, bound)

    def forward(self, input1, input2):
        return torch.nn.functional.bilinear(input1, input2, self.weight, self.bias)

    def extra_repr(self):
        return (f"in1_features={self.in1_features}, in2_features={self.in2_features}, "
            f"out_features={self.out_features}, bias={self.bias is not None}")

class Flatten(Module):
    """torch.flatten."""
    __module__ = "torch.nn.modules.flatten"

    def __init__(self, start_dim=1, end_dim=-1):
        super().__init__()
        self.start_dim = start_dim
        self.end_dim = end_dim

    def forward(self, input):
        return torch.flatten(input, self.start_dim, self.end_dim)

    def extra_repr(self):
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"

class Unflatten(Module):
    """Tensor.unflatten."""
    __module__ = "torch.nn.modules.flatten"

    def __init__(self, dim, unflattened_size):
        super().__init__()
        self.dim = dim
        self.unflattened_size = unflattened_size

    def forward(self, input):
        return input.unflatten(self.dim, self.unflattened_size)

    def extra_repr(self):
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"

class Embedding(Module):
    """A vector for each index."""
    __module__ = "torch.nn.modules.sparse"

    def __init__(self, num_embeddings, embedding_dim, padding_idx=None, max_norm=None,
            norm_type=2.0, scale_grad_by_freq=False, sparse=False, _weight=None, _freeze=False,
            device=None, dtype=None):
        super().__init__()
        if padding_idx is not None and not -num_embeddings <= padding_idx < num_embeddings:
            raise AssertionError("Padding_idx must be within num_embeddings")
        if padding_idx is not None and padding_idx < 0:
            padding_idx = num_embeddings + padding_idx
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        self.padding_idx = padding_idx
        self.max_norm = max_norm
        self.norm_type = norm_type
        self.scale_grad_by_freq = scale_grad_by_freq
        self.sparse = sparse
        if _weight is None:
            made = torch.zeros((num_embeddings, embedding_dim), dtype=dtype)
            self.weight = Parameter(made, not _freeze)
            self.reset_parameters()
        elif list(_weight.shape) != [num_embeddings, embedding_dim]:
            raise AssertionError("Shape of weight does not match num_embeddings and embedding_dim")
        else:
            self.weight = Parameter(_weight, not _freeze)

    @classmethod
    def from_pretrained(cls, embeddings, freeze=True, padding_idx=None, max_norm=None,
            norm_type=2.0, scale_grad_by_freq=False, sparse=False):
        """An Embedding with given vectors."""
        if embeddings.dim() != 2:
            raise AssertionError("Embeddings parameter is expected to be 2-dimensional")
        rows, columns = embeddings.shape
        return cls(rows, columns, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse,
            embeddings, freeze)

    def reset_parameters(self):
        """Draws the vectors anew."""
        torch.nn.init.normal_(self.weight)
        if self.padding_idx is not None:
            self.weight.data[self.padding_idx].zero_()

    def forward(self, input):
        return torch.nn.functional.embedding(input, self.weight, self.padding_idx, self.max_norm,
            self.norm_type, self.scale_grad_by_freq, self.sparse)

    def extra_repr(self):
        text = f"{self.num_embeddings}, {self.embedding_dim}"
        if self.padding_idx is not None:
            text += f", padding_idx={self.padding_idx}"
        if self.max_norm is not None:
            text += f", max_norm={self.max_norm}"
        if self.norm_type != 2:
            text += f", norm_type={self.norm_type}"
        if self.scale_grad_by_freq:
            text += f", scale_grad_by_freq={self.scale_grad_by_freq}"
        return text + ", sparse=True" if self.sparse else text

# -- Convolutions --

@plain
def _spread(value, n):
    return tuple(value) if isinstance(value, (tuple, list)) else (value,) * n

# Paddings of every side, the last dimension first.
@plain
def _both_sides(padding, kernel, dilation):
    sides = []
    for i in range(len(kernel) - 1, -1, -1):
        total = dilation[i] * (kernel[i] - 1)
        if padding == "same":
            sides += [total // 2, total - total // 2]
        else:
            sides += [0, 0] if padding == "valid" else [padding[i], padding[i]]
    return sides

class _Convolution(Module):
    def __init__(self, n, in_channels, out_channels, kernel_size, stride, padding, dilation,
            transposed, output_padding, groups, bias, padding_mode, dtype):
        super().__init__()
        kernel = _spread(kernel_size, n)
        strides = _spread(stride, n)
        if groups <= 0:
            raise ValueError("groups must be a positive integer")
        if in_channels % groups != 0:
            raise ValueError("in_channels must be divisible by groups")
        if out_channels % groups != 0:
            raise ValueError("out_channels must be divisible by groups")
        if padding == "same" and any([s != 1 for s in strides]):
            raise ValueError("padding='same' is not supported for strided convolutions")
        if isinstance(padding, str) and padding not in ("same", "valid"):
            raise ValueError(f"Invalid padding string {padding!r}, should be one of "
                "{'same', 'valid'}")
        if padding_mode not in ("zeros", "reflect", "replicate", "circular"):
            raise ValueError("padding_mode must be one of {'zeros', 'reflect', 'replicate', "
                f"'circular'}}, but got padding_mode='{padding_mode}'")
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = kernel
        self.stride = strides
        self.padding = padding if isinstance(padding, str) else _spread(padding, n)
        self.dilation = _spread(dilation, n)
        self.transposed = transposed
        self.output_padding = _spread(output_padding, n)
        self.groups = groups
        self.padding_mode = padding_mode
        channels = (in_channels, out_channels // groups) if transposed else (
            out_channels, in_channels // groups)
        self.weight = _empty(channels + kernel, dtype)
        self.register_parameter("bias", _empty((out_channels,), dtype) if bias else None)
        self.reset_parameters()

    def reset_parameters(self):
        """Draws weight and bias anew."""
        _draw_weights(self)

    def _convolved(self, function, input):
        padding = self.padding
        if self.padding_mode != "zeros":
            sides = _both_sides(padding, self.kernel_size, self.dilation)
            input = torch.nn.functional.pad(input, sides, mode=self.padding_mode)
            padding = 0
        return function(input, self.weight, self.bias, self.stride, padding, self.dilation,
            self.groups)

    def _transposed(self, function, input, output_size):
        if self.padding_mode != "zeros":
            raise ValueError("Only `zeros` padding mode is supported for "
                f"{self._get_name()}")
        extra = self.output_padding
        if output_size is not None:
            n = len(self.kernel_size)
            sizes = list(output_size)[-n:]
            least = [(input.shape[i - n] - 1) * self.stride[i] - 2 * self.padding[i]
                + self.dilation[i] * (self.kernel_size[i] - 1) + 1 for i in range(n)]
            extra = [size - low for size, low in zip(sizes, least)]
        return function(input, self.weight, self.bias, self.stride, self.padding, extra,
            self.groups, self.dilation)

    def extra_repr(self):
        text = (f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, "
            f"stride={self.stride}")
        n = len(self.kernel_size)
        if self.padding != (0,) * len(self.padding):
            text += f", padding={self.padding}"
        if self.dilation != (1,) * n:
            text += f", dilation={self.dilation}"
        if self.output_padding != (0,) * n:
            text += f", output_padding={self.output_padding}"
        if self.groups != 1:
            text += f", groups={self.groups}"
        if self.bias is None:
            text += ", bias=False"
        if self.padding_mode != "zeros":
            text += f", padding_mode={self.padding_mode}"
        return text

class Conv1d(_Convolution):
    """F.conv1d."""
    __module__ = "torch.nn.modules.conv"

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1,
            groups=1, bias=True, padding_mode="zeros", device=None, dtype=None):
        super().__init__(1, in_channels, out_channels, kernel_size, stride, padding, dilation,
            False, 0, groups, bias, padding_mode, dtype)

    def forward(self, input):
        return self._convolved(torch.nn.functional.conv1d, input)

class Conv2d(_Convolution):
    """F.conv2d."""
    __module__ = "torch.nn.modules.conv"

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1,
            groups=1, bias=True, padding_mode="zeros", device=None, dtype=None):
        super().__init__(2, in_channels, out_channels, kernel_size, stride, padding, dilation,
            False, 0, groups, bias, padding_mode, dtype)

    def forward(self, input):
        return self._convolved(torch.nn.functional.conv2d, input)

class Conv3d(_Convolution):
    """F.conv3d."""
    __module__ = "torch.nn.modules.conv"

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1,
            groups=1, bias=True, padding_mode="zeros", device=None, dtype=None):
        super().__init__(3, in_channels, out_channels, kernel_size, stride, padding, dilation,
            False, 0, groups, bias, padding_mode, dtype)

    def forward(self, input):
        return self._convolved(torch.nn.functional.conv3d, input)

class ConvTranspose1d(_Convolution):
    """F.conv_transpose1d."""
    __module__ = "torch.nn.modules.conv"

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0,
            output_padding=0, groups=1, bias=True, dilation=1, padding_mode="zeros", device=None,
            dtype=None):
        super().__init__(1, in_channels, out_channels, kernel_size, stride, padding, dilation,
            True, output_padding, groups, bias, padding_mode, dtype)

    def forward(self, input, output_size=None):
        return self._transposed(torch.nn.functional.conv_transpose1d, input, output_size)

class ConvTranspose2d(_Convolution):
    """F.conv_transpose2d."""
    __module__ = "torch.nn.modules.conv"

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0,
            output_padding=0, groups=1, bias=True, dilation=1, padding_mode="zeros", device=None,
            dtype=None):
        super().__init__(2, in_channels, out_channels, kernel_size, stride, padding, dilation,
            True, output_padding, groups, bias, padding_mode, dtype)

    def forward(self, input, output_size=None):
        return self._transposed(torch.nn.functional.conv_transpose2d, input, output_size)

class ConvTranspose3d(_Convolution):
    """F.conv_transpose3d."""
    __module__ = "torch.nn.modules.conv"

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0,
            output_padding=0, groups=1, bias=True, dilation=1, padding_mode="zeros", device=None,
            dtype=None):
        super().__init__(3, in_channels, out_channels, kernel_size, stride, padding, dilation,
            True, output_padding, groups, bias, padding_mode, dtype)

    def forward(self, input, output_size=None):
        return self._transposed(torch.nn.functional.conv_transpose3d, input, output_size)
