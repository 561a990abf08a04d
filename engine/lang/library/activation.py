# Activations as modules of torch.nn, and dropout.

class Identity(Module):
    """What it is given."""
    __module__ = "torch.nn.modules.linear"

    def __init__(self, *args, **kwargs):
        super().__init__()

    def forward(self, input):
        return input

# Activations without options, but for inplace.
class _Plain(Module):
    def forward(self, input):
        return self._function(input)

class _Inplace(Module):
    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        return self._function(input, inplace=self.inplace)

    def extra_repr(self):
        return "inplace=True" if self.inplace else ""

class ReLU(_Inplace):
    """F.relu."""
    __module__ = "torch.nn.modules.activation"

    def _function(self, input, inplace):
        return torch.nn.functional.relu(input, inplace=inplace)

class ReLU6(_Inplace):
    """F.relu6."""
    __module__ = "torch.nn.modules.activation"

    def _function(self, input, inplace):
        return torch.nn.functional.relu6(input, inplace=inplace)

class SELU(_Inplace):
    """F.selu."""
    __module__ = "torch.nn.modules.activation"

    def _function(self, input, inplace):
        return torch.nn.functional.selu(input, inplace=inplace)

class SiLU(_Inplace):
    """F.silu."""
    __module__ = "torch.nn.modules.activation"

    def _function(self, input, inplace):
        return torch.nn.functional.silu(input, inplace=inplace)

class Mish(_Inplace):
    """F.mish."""
    __module__ = "torch.nn.modules.activation"

    def _function(self, input, inplace):
        return torch.nn.functional.mish(input, inplace=inplace)

class Hardswish(_Inplace):
    """F.hardswish."""
    __module__ = "torch.nn.modules.activation"

    def _function(self, input, inplace):
        return torch.nn.functional.hardswish(input, inplace=inplace)

    def extra_repr(self):
        return ""

class Hardsigmoid(_Inplace):
    """F.hardsigmoid."""
    __module__ = "torch.nn.modules.activation"

    def _function(self, input, inplace):
        return torch.nn.functional.hardsigmoid(input, inplace=inplace)

    def extra_repr(self):
        return ""

class Sigmoid(_Plain):
    """torch.sigmoid."""
    __module__ = "torch.nn.modules.activation"

    def _function(self, input):
        return torch.sigmoid(input)

class Tanh(_Plain):
    """torch.tanh."""
    __module__ = "torch.nn.modules.activation"

    def _function(self, input):
        return torch.tanh(input)

class LogSigmoid(_Plain):
    """F.logsigmoid."""
    __module__ = "torch.nn.modules.activation"

    def _function(self, input):
        return torch.nn.functional.logsigmoid(input)

class Softsign(_Plain):
    """F.softsign."""
    __module__ = "torch.nn.modules.activation"

    def _function(self, input):
        return torch.nn.functional.softsign(input)

class Tanhshrink(_Plain):
    """F.tanhshrink."""
    __module__ = "torch.nn.modules.activation"

    def _function(self, input):
        return torch.nn.functional.tanhshrink(input)

class LeakyReLU(Module):
    """F.leaky_relu."""
    __module__ = "torch.nn.modules.activation"

    def __init__(self, negative_slope=1e-2, inplace=False):
        super().__init__()
        self.negative_slope = negative_slope
        self.inplace = inplace

    def forward(self, input):
        return torch.nn.functional.leaky_relu(input, self.negative_slope, self.inplace)

    def extra_repr(self):
        return f"negative_slope={self.negative_slope}" + (", inplace=True" if self.inplace else "")

class RReLU(Module):
    """Leaky relu whose slope is drawn while training."""
    __module__ = "torch.nn.modules.activation"

    def __init__(self, lower=1.0 / 8, upper=1.0 / 3, inplace=False):
        super().__init__()
        self.lower = lower
        self.upper = upper
        self.inplace = inplace

    def forward(self, input):
        return torch.nn.functional.rrelu(input, self.lower, self.upper, self.training,
            self.inplace)

    def extra_repr(self):
        return f"lower={self.lower}, upper={self.upper}" + (
            ", inplace=True" if self.inplace else "")

class ELU(Module):
    """F.elu."""
    __module__ = "torch.nn.modules.activation"

    def __init__(self, alpha=1.0, inplace=False):
        super().__init__()
        self.alpha = alpha
        self.inplace = inplace

    def forward(self, input):
        return torch.nn.functional.elu(input, self.alpha, self.inplace)

    def extra_repr(self):
        return f"alpha={self.alpha}" + (", inplace=True" if self.inplace else "")

class CELU(ELU):
    """F.celu."""
    __module__ = "torch.nn.modules.activation"

    def forward(self, input):
        return torch.nn.functional.celu(input, self.alpha, self.inplace)

class GELU(Module):
    """F.gelu."""
    __module__ = "torch.nn.modules.activation"

    def __init__(self, approximate="none"):
        super().__init__()
        self.approximate = approximate

    def forward(self, input):
        return torch.nn.functional.gelu(input, approximate=self.approximate)

    def extra_repr(self):
        return f"approximate={self.approximate!r}"

class GLU(Module):
    """F.glu."""
    __module__ = "torch.nn.modules.activation"

    def __init__(self, dim=-1):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return torch.nn.functional.glu(input, self.dim)

    def extra_repr(self):
        return f"dim={self.dim}"

class Hardtanh(Module):
    """F.hardtanh."""
    __module__ = "torch.nn.modules.activation"

    def __init__(self, min_val=-1.0, max_val=1.0, inplace=False):
        super().__init__()
        self.min_val = min_val
        self.max_val = max_val
        self.inplace = inplace
        if max_val <= min_val:
            raise AssertionError("max_val must be larger than min_val")

    def forward(self, input):
        return torch.nn.functional.hardtanh(input, self.min_val, self.max_val, self.inplace)

    def extra_repr(self):
        return f"min_val={self.min_val}, max_val={self.max_val}" + (
            ", inplace=True" if self.inplace else "")

class Softplus(Module):
    """F.softplus."""
    __module__ = "torch.nn.modules.activation"

    def __init__(self, beta=1.0, threshold=20.0):
        super().__init__()
        self.beta = beta
        self.threshold = threshold

    def forward(self, input):
        return torch.nn.functional.softplus(input, self.beta, self.threshold)

    def extra_repr(self):
        return f"beta={self.beta}, threshold={self.threshold}"

class Hardshrink(Module):
    """F.hardshrink."""
    __module__ = "torch.nn.modules.activation"

    def __init__(self, lambd=0.5):
        super().__init__()
        self.lambd = lambd

    def forward(self, input):
        return torch.nn.functional.hardshrink(input, self.lambd)

    def extra_repr(self):
        return f"{self.lambd}"

class Softshrink(Hardshrink):
    """F.softshrink."""
    __module__ = "torch.nn.modules.activation"

    def forward(self, input):
        return torch.nn.functional.softshrink(input, self.lambd)

class Threshold(Module):
    """F.threshold."""
    __module__ = "torch.nn.modules.activation"

    def __init__(self, threshold, value, inplace=False):
        super().__init__()
        self.threshold = threshold
        self.value = value
        self.inplace = inplace

    def forward(self, input):
        return torch.nn.functional.threshold(input, self.threshold, self.value, self.inplace)

    def extra_repr(self):
        return f"threshold={self.threshold}, value={self.value}" + (
            ", inplace=True" if self.inplace else "")

class PReLU(Module):
    """F.prelu with a slope that is learnt."""
    __module__ = "torch.nn.modules.activation"

    def __init__(self, num_parameters=1, init=0.25, device=None, dtype=None):
        super().__init__()
        self.num_parameters = num_parameters
        self.init = init
        self.weight = Parameter(torch.full((num_parameters,), float(init), dtype=dtype))

    def forward(self, input):
        return torch.nn.functional.prelu(input, self.weight)

    def extra_repr(self):
        return f"num_parameters={self.num_parameters}"

class Softmax(Module):
    """F.softmax."""
    __module__ = "torch.nn.modules.activation"

    def __init__(self, dim=None):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return torch.nn.functional.softmax(input, self.dim)

    def extra_repr(self):
        return f"dim={self.dim}"

class LogSoftmax(Softmax):
    """F.log_softmax."""
    __module__ = "torch.nn.modules.activation"

    def forward(self, input):
        return torch.nn.functional.log_softmax(input, self.dim)

class Softmin(Softmax):
    """F.softmin."""
    __module__ = "torch.nn.modules.activation"

    def forward(self, input):
        return torch.nn.functional.softmin(input, self.dim)

class Softmax2d(_Plain):
    """Softmax of the channels at each place."""
    __module__ = "torch.nn.modules.activation"

    def _function(self, input):
        if input.dim() not in (3, 4):
            raise ValueError(f"Softmax2d: expected input to be 3D or 4D, got {input.dim()}D "
                "instead")
        return torch.nn.functional.softmax(input, -3)

class _Dropout(Module):
    def __init__(self, p=0.5, inplace=False):
        super().__init__()
        if p < 0 or p > 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p = p
        self.inplace = inplace

    def extra_repr(self):
        return f"p={self.p}, inplace={self.inplace}"

class Dropout(_Dropout):
    """F.dropout while training."""
    __module__ = "torch.nn.modules.dropout"

    def forward(self, input):
        return torch.nn.functional.dropout(input, self.p, self.training, self.inplace)

class Dropout1d(_Dropout):
    """F.dropout1d while training."""
    __module__ = "torch.nn.modules.dropout"

    def forward(self, input):
        return torch.nn.functional.dropout1d(input, self.p, self.training, self.inplace)

class Dropout2d(_Dropout):
    """F.dropout2d while training."""
    __module__ = "torch.nn.modules.dropout"

    def forward(self, input):
        return torch.nn.functional.dropout2d(input, self.p, self.training, self.inplace)

class Dropout3d(_Dropout):
    """F.dropout3d while training."""
    __module__ = "torch.nn.modules.dropout"

    def forward(self, input):
        return torch.nn.functional.dropout3d(input, self.p, self.training, self.inplace)

class AlphaDropout(_Dropout):
    """F.alpha_dropout while training."""
    __module__ = "torch.nn.modules.dropout"

    def forward(self, input):
        return torch.nn.functional.alpha_dropout(input, self.p, self.training)

class FeatureAlphaDropout(_Dropout):
    """F.feature_alpha_dropout while training."""
    __module__ = "torch.nn.modules.dropout"

    def forward(self, input):
        return torch.nn.functional.feature_alpha_dropout(input, self.p, self.training)
