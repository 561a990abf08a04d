# Normalisation as modules of torch.nn.

# Weights of ones and biases of zeros, or None for what a layer lacks.
@plain
def _add_affine(layer, sizes, weight, bias, dtype):
    ones = Parameter(torch.ones(sizes, dtype=dtype)) if weight else None
    layer.register_parameter("weight", ones)
    layer.register_parameter("bias", Parameter(torch.zeros(sizes, dtype=dtype)) if bias else None)

@plain
def _reset_affine(layer):
    if layer.weight is not None:
        torch.nn.init.ones_(layer.weight)
    if layer.bias is not None:
        torch.nn.init.zeros_(layer.bias)

class LayerNorm(Module):
    """F.layer_norm."""
    __module__ = "torch.nn.modules.normalization"

    def __init__(self, normalized_shape, eps=1e-5, elementwise_affine=True, bias=True, device=None,
            dtype=None):
        super().__init__()
        whole = isinstance(normalized_shape, int)
        self.normalized_shape = (normalized_shape,) if whole else tuple(normalized_shape)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        _add_affine(self, self.normalized_shape, elementwise_affine, elementwise_affine and bias,
            dtype)

    def reset_parameters(self):
        """Weights of ones, biases of zeros."""
        _reset_affine(self)

    def forward(self, input):
        return torch.nn.functional.layer_norm(input, self.normalized_shape, self.weight, self.bias,
            self.eps)

    def extra_repr(self):
        return (f"{self.normalized_shape}, eps={self.eps}, "
            f"elementwise_affine={self.elementwise_affine}, bias={self.bias is not None}")

class RMSNorm(Module):
    """F.rms_norm."""
    __module__ = "torch.nn.modules.normalization"

    def __init__(self, normalized_shape, eps=None, elementwise_affine=True, device=None,
            dtype=None):
        super().__init__()
        whole = isinstance(normalized_shape, int)
        self.normalized_shape = (normalized_shape,) if whole else tuple(normalized_shape)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        _add_affine(self, self.normalized_shape, elementwise_affine, False, dtype)
        del self.bias

    def reset_parameters(self):
        """Weights of ones."""
        if self.weight is not None:
            torch.nn.init.ones_(self.weight)

    def forward(self, x):
        return torch.nn.functional.rms_norm(x, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self):
        return (f"{self.normalized_shape}, eps={self.eps}, "
            f"elementwise_affine={self.elementwise_affine}")

class GroupNorm(Module):
    """F.group_norm."""
    __module__ = "torch.nn.modules.normalization"

    def __init__(self, num_groups, num_channels, eps=1e-5, affine=True, device=None, dtype=None, *,
            bias=True):
        super().__init__()
        if num_channels % num_groups != 0:
            raise ValueError(f"num_channels ({num_channels}) must be divisible by num_groups "
                f"({num_groups})")
        self.num_groups = num_groups
        self.num_channels = num_channels
        self.eps = eps
        self.affine = affine
        _add_affine(self, (num_channels,), affine, affine and bias, dtype)

    def reset_parameters(self):
        """Weights of ones, biases of zeros."""
        _reset_affine(self)

    def forward(self, input):
        return torch.nn.functional.group_norm(input, self.num_groups, self.weight, self.bias,
            self.eps)

    def extra_repr(self):
        return (f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
            f"bias={self.bias is not None}")

class LocalResponseNorm(Module):
    """F.local_response_norm."""
    __module__ = "torch.nn.modules.normalization"

    def __init__(self, size, alpha=1e-4, beta=0.75, k=1.0):
        super().__init__()
        self.size = size
        self.alpha = alpha
        self.beta = beta
        self.k = k

    def forward(self, input):
        return torch.nn.functional.local_response_norm(input, self.size, self.alpha, self.beta,
            self.k)

    def extra_repr(self):
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"

# What batch and instance normalisation share: affine parameters and running statistics.
class _Running(Module):
    def __init__(self, num_features, eps, momentum, affine, track_running_stats, dtype, bias):
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        _add_affine(self, (num_features,), affine, affine and bias, dtype)
        tracked = track_running_stats
        n = num_features
        self.register_buffer("running_mean", torch.zeros(n, dtype=dtype) if tracked else None)
        self.register_buffer("running_var", torch.ones(n, dtype=dtype) if tracked else None)
        self.register_buffer("num_batches_tracked", torch.tensor(0) if tracked else None)

    def reset_running_stats(self):
        """Statistics as of no batch."""
        if self.track_running_stats:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self):
        """Statistics as of no batch, weights of ones, biases of zeros."""
        self.reset_running_stats()
        _reset_affine(self)

    def _check_rank(self, input, words, *ranks):
        if input.dim() not in ranks:
            raise ValueError(f"expected {words} input (got {input.dim()}D input)")

    # Statistics are sums in double precision, as PyTorch's.
    def _track(self, input):
        share = self.momentum
        self.num_batches_tracked.add_(1)
        if share is None:
            share = 1.0 / float(self.num_batches_tracked.item())
        x = input.detach()
        axes = [i for i in range(x.dim()) if i != 1]
        sizes = [-1 if i == 1 else 1 for i in range(x.dim())]
        n = x.numel() // x.shape[1]
        mean = x.mean(axes).double()
        var = (x.double() - mean.reshape(sizes)).square().sum(axes) / (n - 1)
        for running, value in ((self.running_mean, mean), (self.running_var, var)):
            running.copy_(share * value + (1 - share) * running.double())

    def extra_repr(self):
        return (f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, "
            f"affine={self.affine}, bias={self.bias is not None}, "
            f"track_running_stats={self.track_running_stats}")

class _BatchNorm(_Running):
    __module__ = "torch.nn.modules.batchnorm"

    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True,
            device=None, dtype=None, *, bias=True):
        super().__init__(num_features, eps, momentum, affine, track_running_stats, dtype, bias)

    def forward(self, input):
        self._check_input(input)
        own = self.training or self.running_mean is None
        if own and input.numel() == input.shape[1]:
            raise ValueError("Expected more than 1 value per channel when training, got input "
                f"size {input.size()}")
        result = torch.nn.functional.batch_norm(input, None if own else self.running_mean,
            None if own else self.running_var, self.weight, self.bias, own, 0.0, self.eps)
        if self.training and self.track_running_stats:
            self._track(input)
        return result

class BatchNorm1d(_BatchNorm):
    """F.batch_norm of (N, C) or (N, C, L)."""
    __module__ = "torch.nn.modules.batchnorm"

    def _check_input(self, input):
        self._check_rank(input, "2D or 3D", 2, 3)

class BatchNorm2d(_BatchNorm):
    """F.batch_norm of (N, C, H, W)."""
    __module__ = "torch.nn.modules.batchnorm"

    def _check_input(self, input):
        self._check_rank(input, "4D", 4)

class BatchNorm3d(_BatchNorm):
    """F.batch_norm of (N, C, D, H, W)."""
    __module__ = "torch.nn.modules.batchnorm"

    def _check_input(self, input):
        self._check_rank(input, "5D", 5)

class _InstanceNorm(_Running):
    __module__ = "torch.nn.modules.instancenorm"

    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=False,
            track_running_stats=False, device=None, dtype=None, *, bias=True):
        super().__init__(num_features, eps, momentum, affine, track_running_stats, dtype, bias)

    def _normalised(self, input, words, n):
        self._check_rank(input, words, n, n + 1)
        batch = input.unsqueeze(0) if input.dim() == n else input
        if batch.shape[1] != self.num_features and self.affine:
            raise ValueError(f"expected input's size at dim={input.dim() - n} to match "
                f"num_features ({self.num_features}), but got: {batch.shape[1]}.")
        own = self.training or self.running_mean is None
        result = torch.nn.functional.instance_norm(batch, None if own else self.running_mean,
            None if own else self.running_var, self.weight, self.bias, own, 0.0, self.eps)
        if self.training and self.track_running_stats:
            self._track_instances(batch)
        return result.squeeze(0) if input.dim() == n else result

    # The mean of the instances' statistics.
    def _track_instances(self, input):
        x = input.detach()
        axes = list(range(2, x.dim()))
        share = self.momentum
        self.running_mean.mul_(1 - share).add_(x.mean(axes).mean(0), alpha=share)
        self.running_var.mul_(1 - share).add_(x.var(axes).mean(0), alpha=share)

class InstanceNorm1d(_InstanceNorm):
    """F.instance_norm of (N, C, L) or (C, L)."""
    __module__ = "torch.nn.modules.instancenorm"

    def forward(self, input):
        return self._normalised(input, "2D or 3D", 2)

class InstanceNorm2d(_InstanceNorm):
    """F.instance_norm of (N, C, H, W) or (C, H, W)."""
    __module__ = "torch.nn.modules.instancenorm"

    def forward(self, input):
        return self._normalised(input, "3D or 4D", 3)

class InstanceNorm3d(_InstanceNorm):
    """F.instance_norm of (N, C, D, H, W) or (C, D, H, W)."""
    __module__ = "torch.nn.modules.instancenorm"

    def forward(self, input):
        return self._normalised(input, "4D or 5D", 4)
