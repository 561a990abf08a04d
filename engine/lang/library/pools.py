# Modules of torch.nn without parameters that look at neighbours: pooling, padding, resizing.

class _MaxPool(Module):
    def __init__(self, kernel_size, stride=None, padding=0, dilation=1, return_indices=False,
            ceil_mode=False):
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.dilation = dilation
        self.return_indices = return_indices
        self.ceil_mode = ceil_mode

    def _pooled(self, function, input):
        return function(input, self.kernel_size, self.stride, self.padding, self.dilation,
            ceil_mode=self.ceil_mode, return_indices=self.return_indices)

    def extra_repr(self):
        return (f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
            f"dilation={self.dilation}, ceil_mode={self.ceil_mode}")

class MaxPool1d(_MaxPool):
    """F.max_pool1d."""
    __module__ = "torch.nn.modules.pooling"

    def forward(self, input):
        return self._pooled(torch.nn.functional.max_pool1d, input)

class MaxPool2d(_MaxPool):
    """F.max_pool2d."""
    __module__ = "torch.nn.modules.pooling"

    def forward(self, input):
        return self._pooled(torch.nn.functional.max_pool2d, input)

class MaxPool3d(_MaxPool):
    """F.max_pool3d."""
    __module__ = "torch.nn.modules.pooling"

    def forward(self, input):
        return self._pooled(torch.nn.functional.max_pool3d, input)

class AvgPool1d(Module):
    """F.avg_pool1d."""
    __module__ = "torch.nn.modules.pooling"

    def __init__(self, kernel_size, stride=None, padding=0, ceil_mode=False,
            count_include_pad=True):
        super().__init__()
        self.kernel_size = _spread(kernel_size, 1)
        self.stride = _spread(kernel_size if stride is None else stride, 1)
        self.padding = _spread(padding, 1)
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad

    def forward(self, input):
        return torch.nn.functional.avg_pool1d(input, self.kernel_size, self.stride, self.padding,
            self.ceil_mode, self.count_include_pad)

    def extra_repr(self):
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"

class _AvgPool(Module):
    def __init__(self, kernel_size, stride=None, padding=0, ceil_mode=False,
            count_include_pad=True, divisor_override=None):
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad
        self.divisor_override = divisor_override

    def _pooled(self, function, input):
        return function(input, self.kernel_size, self.stride, self.padding, self.ceil_mode,
            self.count_include_pad, self.divisor_override)

    def extra_repr(self):
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"

class AvgPool2d(_AvgPool):
    """F.avg_pool2d."""
    __module__ = "torch.nn.modules.pooling"

    def forward(self, input):
        return self._pooled(torch.nn.functional.avg_pool2d, input)

class AvgPool3d(_AvgPool):
    """F.avg_pool3d."""
    __module__ = "torch.nn.modules.pooling"

    def forward(self, input):
        return self._pooled(torch.nn.functional.avg_pool3d, input)

class _LPPool(Module):
    def __init__(self, norm_type, kernel_size, stride=None, ceil_mode=False):
        super().__init__()
        self.norm_type = norm_type
        self.kernel_size = kernel_size
        self.stride = stride
        self.ceil_mode = ceil_mode

    def extra_repr(self):
        return (f"norm_type={self.norm_type}, kernel_size={self.kernel_size}, "
            f"stride={self.stride}, ceil_mode={self.ceil_mode}")

class LPPool1d(_LPPool):
    """F.lp_pool1d."""
    __module__ = "torch.nn.modules.pooling"

    def forward(self, input):
        return torch.nn.functional.lp_pool1d(input, float(self.norm_type), self.kernel_size,
            self.stride, self.ceil_mode)

class LPPool2d(_LPPool):
    """F.lp_pool2d."""
    __module__ = "torch.nn.modules.pooling"

    def forward(self, input):
        return torch.nn.functional.lp_pool2d(input, float(self.norm_type), self.kernel_size,
            self.stride, self.ceil_mode)

class _AdaptivePool(Module):
    def __init__(self, output_size):
        super().__init__()
        self.output_size = output_size

    def extra_repr(self):
        return f"output_size={self.output_size}"

class AdaptiveAvgPool1d(_AdaptivePool):
    """F.adaptive_avg_pool1d."""
    __module__ = "torch.nn.modules.pooling"

    def forward(self, input):
        return torch.nn.functional.adaptive_avg_pool1d(input, self.output_size)

class AdaptiveAvgPool2d(_AdaptivePool):
    """F.adaptive_avg_pool2d."""
    __module__ = "torch.nn.modules.pooling"

    def forward(self, input):
        return torch.nn.functional.adaptive_avg_pool2d(input, self.output_size)

class AdaptiveAvgPool3d(_AdaptivePool):
    """F.adaptive_avg_pool3d."""
    __module__ = "torch.nn.modules.pooling"

    def forward(self, input):
        return torch.nn.functional.adaptive_avg_pool3d(input, self.output_size)

class _AdaptiveMaxPool(_AdaptivePool):
    def __init__(self, output_size, return_indices=False):
        super().__init__(output_size)
        self.return_indices = return_indices

class AdaptiveMaxPool1d(_AdaptiveMaxPool):
    """F.adaptive_max_pool1d."""
    __module__ = "torch.nn.modules.pooling"

    def forward(self, input):
        return torch.nn.functional.adaptive_max_pool1d(input, self.output_size,
            self.return_indices)

class AdaptiveMaxPool2d(_AdaptiveMaxPool):
    """F.adaptive_max_pool2d."""
    __module__ = "torch.nn.modules.pooling"

    def forward(self, input):
        return torch.nn.functional.adaptive_max_pool2d(input, self.output_size,
            self.return_indices)

class AdaptiveMaxPool3d(_AdaptiveMaxPool):
    """F.adaptive_max_pool3d."""
    __module__ = "torch.nn.modules.pooling"

    def forward(self, input):
        return torch.nn.functional.adaptive_max_pool3d(input, self.output_size,
            self.return_indices)

class _MaxUnpool(Module):
    def __init__(self, n, kernel_size, stride, padding):
        super().__init__()
        self.kernel_size = _spread(kernel_size, n)
        self.stride = _spread(kernel_size if stride is None else stride, n)
        self.padding = _spread(padding, n)

    def extra_repr(self):
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"

class MaxUnpool1d(_MaxUnpool):
    """F.max_unpool1d."""
    __module__ = "torch.nn.modules.pooling"

    def __init__(self, kernel_size, stride=None, padding=0):
        super().__init__(1, kernel_size, stride, padding)

    def forward(self, input, indices, output_size=None):
        return torch.nn.functional.max_unpool1d(input, indices, self.kernel_size, self.stride,
            self.padding, output_size)

class MaxUnpool2d(_MaxUnpool):
    """F.max_unpool2d."""
    __module__ = "torch.nn.modules.pooling"

    def __init__(self, kernel_size, stride=None, padding=0):
        super().__init__(2, kernel_size, stride, padding)

    def forward(self, input, indices, output_size=None):
        return torch.nn.functional.max_unpool2d(input, indices, self.kernel_size, self.stride,
            self.padding, output_size)

# -- Padding --

class _Pad(Module):
    def __init__(self, padding):
        super().__init__()
        self.padding = _spread(padding, 2 * self._dimensions)

    def forward(self, input):
        return torch.nn.functional.pad(input, self.padding, self._mode)

    def extra_repr(self):
        return f"{self.padding}"

class _ConstantPad(_Pad):
    _mode = "constant"

    def __init__(self, padding, value):
        super().__init__(padding)
        self.value = value

    def forward(self, input):
        return torch.nn.functional.pad(input, self.padding, "constant", self.value)

    def extra_repr(self):
        return f"padding={self.padding}, value={self.value}"

class ConstantPad1d(_ConstantPad):
    """F.pad with one number."""
    __module__ = "torch.nn.modules.padding"
    _dimensions = 1

class ConstantPad2d(_ConstantPad):
    """F.pad with one number."""
    __module__ = "torch.nn.modules.padding"
    _dimensions = 2

class ConstantPad3d(_ConstantPad):
    """F.pad with one number."""
    __module__ = "torch.nn.modules.padding"
    _dimensions = 3

class _ZeroPad(_Pad):
    _mode = "constant"

class ZeroPad1d(_ZeroPad):
    """F.pad with zeros."""
    __module__ = "torch.nn.modules.padding"
    _dimensions = 1

class ZeroPad2d(_ZeroPad):
    """F.pad with zeros."""
    __module__ = "torch.nn.modules.padding"
    _dimensions = 2

class ZeroPad3d(_ZeroPad):
    """F.pad with zeros."""
    __module__ = "torch.nn.modules.padding"
    _dimensions = 3

class ReflectionPad1d(_Pad):
    """F.pad by reflection."""
    __module__ = "torch.nn.modules.padding"
    _dimensions = 1
    _mode = "reflect"

class ReflectionPad2d(_Pad):
    """F.pad by reflection."""
    __module__ = "torch.nn.modules.padding"
    _dimensions = 2
    _mode = "reflect"

class ReplicationPad1d(_Pad):
    """F.pad with what is on the border."""
    __module__ = "torch.nn.modules.padding"
    _dimensions = 1
    _mode = "replicate"

class ReplicationPad2d(_Pad):
    """F.pad with what is on the border."""
    __module__ = "torch.nn.modules.padding"
    _dimensions = 2
    _mode = "replicate"

class CircularPad1d(_Pad):
    """F.pad around."""
    __module__ = "torch.nn.modules.padding"
    _dimensions = 1
    _mode = "circular"

class CircularPad2d(_Pad):
    """F.pad around."""
    __module__ = "torch.nn.modules.padding"
    _dimensions = 2
    _mode = "circular"

# -- Rearranging --

class Upsample(Module):
    """F.interpolate."""
    __module__ = "torch.nn.modules.upsampling"

    def __init__(self, size=None, scale_factor=None, mode="nearest", align_corners=None,
            recompute_scale_factor=None):
        super().__init__()
        many = isinstance(scale_factor, tuple)
        self.size = size
        self.scale_factor = tuple([float(s) for s in scale_factor]) if many else (
            float(scale_factor) if scale_factor else None)
        self.mode = mode
        self.align_corners = align_corners
        self.recompute_scale_factor = recompute_scale_factor

    def forward(self, input):
        return torch.nn.functional.interpolate(input, self.size, self.scale_factor, self.mode,
            self.align_corners)

    def extra_repr(self):
        by = f"size={self.size}" if self.scale_factor is None else (
            f"scale_factor={self.scale_factor}")
        return f"{by}, mode={self.mode!r}"

class UpsamplingNearest2d(Upsample):
    """F.interpolate by the nearest one."""
    __module__ = "torch.nn.modules.upsampling"

    def __init__(self, size=None, scale_factor=None):
        super().__init__(size, scale_factor, "nearest")

class UpsamplingBilinear2d(Upsample):
    """F.interpolate, bilinear."""
    __module__ = "torch.nn.modules.upsampling"

    def __init__(self, size=None, scale_factor=None):
        super().__init__(size, scale_factor, "bilinear", True)

class PixelShuffle(Module):
    """F.pixel_shuffle."""
    __module__ = "torch.nn.modules.pixelshuffle"

    def __init__(self, upscale_factor):
        super().__init__()
        self.upscale_factor = upscale_factor

    def forward(self, input):
        return torch.nn.functional.pixel_shuffle(input, self.upscale_factor)

    def extra_repr(self):
        return f"upscale_factor={self.upscale_factor}"

class PixelUnshuffle(Module):
    """F.pixel_unshuffle."""
    __module__ = "torch.nn.modules.pixelshuffle"

    def __init__(self, downscale_factor):
        super().__init__()
        self.downscale_factor = downscale_factor

    def forward(self, input):
        return torch.nn.functional.pixel_unshuffle(input, self.downscale_factor)

    def extra_repr(self):
        return f"downscale_factor={self.downscale_factor}"

class ChannelShuffle(Module):
    """F.channel_shuffle."""
    __module__ = "torch.nn.modules.channelshuffle"

    def __init__(self, groups):
        super().__init__()
        self.groups = groups

    def forward(self, input):
        return torch.nn.functional.channel_shuffle(input, self.groups)

    def extra_repr(self):
        return f"groups={self.groups}"

class Unfold(Module):
    """F.unfold."""
    __module__ = "torch.nn.modules.fold"

    def __init__(self, kernel_size, dilation=1, padding=0, stride=1):
        super().__init__()
        self.kernel_size = kernel_size
        self.dilation = dilation
        self.padding = padding
        self.stride = stride

    def forward(self, input):
        return torch.nn.functional.unfold(input, self.kernel_size, self.dilation, self.padding,
            self.stride)

    def extra_repr(self):
        return (f"kernel_size={self.kernel_size}, dilation={self.dilation}, "
            f"padding={self.padding}, stride={self.stride}")

class Fold(Module):
    """F.fold."""
    __module__ = "torch.nn.modules.fold"

    def __init__(self, output_size, kernel_size, dilation=1, padding=0, stride=1):
        super().__init__()
        self.output_size = output_size
        self.kernel_size = kernel_size
        self.dilation = dilation
        self.padding = padding
        self.stride = stride

    def forward(self, input):
        return torch.nn.functional.fold(input, self.output_size, self.kernel_size, self.dilation,
            self.padding, self.stride)

    def extra_repr(self):
        return (f"output_size={self.output_size}, kernel_size={self.kernel_size}, "
            f"dilation={self.dilation}, padding={self.padding}, stride={self.stride}")

class CosineSimilarity(Module):
    """F.cosine_similarity."""
    __module__ = "torch.nn.modules.distance"

    def __init__(self, dim=1, eps=1e-8):
        super().__init__()
        self.dim = dim
        self.eps = eps

    def forward(self, x1, x2):
        return torch.nn.functional.cosine_similarity(x1, x2, self.dim, self.eps)

class PairwiseDistance(Module):
    """F.pairwise_distance."""
    __module__ = "torch.nn.modules.distance"

    def __init__(self, p=2.0, eps=1e-6, keepdim=False):
        super().__init__()
        self.norm = p
        self.eps = eps
        self.keepdim = keepdim

    def forward(self, x1, x2):
        return torch.nn.functional.pairwise_distance(x1, x2, self.norm, self.eps, self.keepdim)
