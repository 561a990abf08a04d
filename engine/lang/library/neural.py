# What torch.nn.functional adds: activations, losses, normalisation.

# NaN stays; at 0 the derivative is 0.
def relu(input, inplace=False):
    """The positive part. At 0 the derivative is 0."""
    _need_tensor("relu", input)
    if _kind(input) == "bool":
        prim.fail("dtype", "Boolean inputs not supported for relu")
    return prim.where(input <= 0, 0, input)

@python
@grad_fn("HardtanhBackward0")
def relu6(input, inplace=False):
    """input moved into [0, 6]. On a bound the derivative is 0."""
    return prim.where(input <= 0, 0, prim.where(input >= 6, 6, input))

@python
def hardtanh(input, min_val=-1.0, max_val=1.0, inplace=False):
    """input moved into [min_val, max_val]. On a bound the derivative is 0."""
    if min_val > max_val:
        prim.fail("value", "min_val cannot be greater than max_val")
    if _is_whole(input):
        min_val = int(min_val)
        max_val = int(max_val)
    return prim.where(input <= min_val, min_val, prim.where(input >= max_val, max_val, input))

@python
def leaky_relu(input, negative_slope=0.01, inplace=False):
    """input where positive, negative_slope * input elsewhere."""
    return prim.where(input > 0, input, input * negative_slope)

@python
def elu(input, alpha=1.0, inplace=False):
    """input where positive, alpha * (exp(input) - 1) elsewhere."""
    return prim.where(input > 0, input, alpha * expm1(input))

@grad_fn("EluBackward0")
def selu(input, inplace=False):
    """Scaled elu, with the scales of self-normalising networks."""
    return 1.0507009873554805 * prim.where(input > 0, input, 1.6732632423543772 * expm1(input))

def gelu(input, approximate="none"):
    """input times the normal distribution's function, or its tanh approximation."""
    if approximate == "tanh":
        cubic = input + 0.044715 * input * input * input
        return 0.5 * input * (1 + tanh(0.7978845608028654 * cubic))
    if approximate != "none":
        prim.fail("runtime", "approximate argument must be either none or tanh.")
    return 0.5 * input * (1 + erf(input * 0.7071067811865476))

@python
def silu(input, inplace=False):
    """input * sigmoid(input)."""
    return input * sigmoid(input)

@python
def mish(input, inplace=False):
    """input * tanh(softplus(input))."""
    return input * tanh(softplus(input))

# Both branches are accurate where they are chosen, and nothing is sent to the other one.
@inline
def _log1pexp(x):
    return prim.where(x > 0, x + log1p(exp(-x)), log1p(exp(x)))

def softplus(input, beta=1.0, threshold=20.0):
    """log(1 + exp(beta * input)) / beta; input itself where beta * input is above threshold."""
    z = input * beta
    return prim.where(z > threshold, input, _log1pexp(z) / beta)

@grad_fn("LogSigmoidBackward0")
def logsigmoid(input):
    """log(sigmoid(input)) without overflow."""
    return -_log1pexp(-input)

@python
@grad_fn("DivBackward0")
def softsign(input):
    """input / (1 + abs(input))."""
    return input / (1 + abs(input))

@python
@grad_fn("SubBackward0")
def tanhshrink(input):
    """input - tanh(input)."""
    return input - tanh(input)

# dim as torch.nn.functional chooses it when none is given.
@inline
def _softmax_axis(x, dim):
    return _axis((0 if _rank(x) in (0, 1, 3) else 1) if dim is None else dim, _rank(x))

@inline
def _shifted(x, axes):
    return x - prim.detach(_kept(prim.amax(x, axes), x, axes, True))

@inline
def _softmax_input(name, x, dim, dtype):
    _need_tensor(name, x)
    x = _cast(x, dtype)
    if _kind(x) != "float":
        last = _softmax_axis(x, dim) == max(_rank(x) - 1, 0)
        _not_implemented(name + ("_lastdim" if last else "") + "_kernel_impl", x)
    return x

def softmax(input, dim=None, dtype=None):
    """exp(input) divided by its sum along dim."""
    x = _softmax_input("softmax", input, dim, dtype)
    axes = _axes(_softmax_axis(x, dim), _rank(x))
    powers = exp(_shifted(x, axes))
    return powers / _kept(prim.sum(powers, axes), x, axes, True)

@python
@grad_fn("SoftmaxBackward0")
def softmin(input, dim=None, dtype=None):
    """softmax of -input."""
    return softmax(-input, dim, dtype)

def log_softmax(input, dim=None, dtype=None):
    """log(softmax(input)), accurate where that is small."""
    x = _softmax_input("log_softmax", input, dim, dtype)
    axes = _axes(_softmax_axis(x, dim), _rank(x))
    z = _shifted(x, axes)
    return z - _kept(log(prim.sum(exp(z), axes)), x, axes, True)

@inline
def _reduced(losses, reduction):
    if reduction == "mean":
        return mean(losses)
    if reduction == "sum":
        return prim.sum(losses, list(range(_rank(losses))))
    if reduction != "none":
        prim.fail("value", str(reduction) + " is not a valid value for reduction",
            "mean, sum or none")
    return losses

@inline
def _reduction_grad_fn(reduction, none):
    if reduction == "batchmean":
        return "DivBackward0"
    if reduction == "sum":
        return "SumBackward0"
    return "MeanBackward0" if reduction == "mean" else none

@python
def mse_loss(input, target, reduction="mean"):
    """Squares of input - target, averaged."""
    d = input - target
    return _reduced(d * d, reduction)

@python
@grad_fn(_reduction_grad_fn(reduction, "AbsBackward0"))
def l1_loss(input, target, reduction="mean"):
    """Absolute values of input - target, averaged."""
    return _reduced(abs(input - target), reduction)

@python
def smooth_l1_loss(input, target, reduction="mean", beta=1.0):
    """Squares below beta, absolute values above, joined smoothly; averaged."""
    d = input - target
    size = abs(d)
    losses = size if beta == 0 else prim.where(size < beta, 0.5 * d * d / beta, size - 0.5 * beta)
    return _reduced(losses, reduction)

@python
def huber_loss(input, target, reduction="mean", delta=1.0):
    """Squares below delta, absolute values above, joined smoothly; averaged."""
    if delta <= 0:
        prim.fail("runtime", "huber_loss does not support non-positive values for delta.")
    d = input - target
    size = abs(d)
    return _reduced(prim.where(size < delta, 0.5 * d * d, delta * (size - 0.5 * delta)), reduction)

@plain
def _need_probabilities(name, x):
    if prim.has_elements(x) and not prim.list(torch.all((x >= 0) & (x <= 1))):
        prim.fail("runtime", "all elements of " + name + " should be between 0 and 1")

@python
@plain
def binary_cross_entropy(input, target, weight=None, reduction="mean"):
    """-(target log(input) + (1 - target) log(1 - input)), averaged; logarithms at least -100."""
    result = _binary_cross_entropy(input, target, weight, reduction)
    _need_probabilities("input", prim.detach(input))
    _need_probabilities("target", prim.detach(target))
    return result

# PyTorch bounds the logarithms by -100, and input * (1 - input), by which the derivative
# input - target is divided, by 1e-12: there, a term of value 0 has that derivative.
@grad_fn("BinaryCrossEntropyBackward0")
def _binary_cross_entropy(input, target, weight, reduction):
    if prim.shape(target) != prim.shape(input):
        prim.fail("value", "Using a target size (" + str(prim.shape(target))
            + ") that is different to the input size (" + str(prim.shape(input))
            + ") is deprecated. Please ensure they have the same size.")
    saturated = input * (1 - input) < 1e-12
    at = prim.detach(input)
    x = prim.where(saturated, at, input)
    losses = -(target * clamp_min(log(x), -100) + (1 - target) * clamp_min(log1p(-x), -100))
    slope = (input + at) / 2 - target
    losses = losses + prim.where(saturated, (input - at) * slope / 1e-12, 0)
    return _reduced(losses if weight is None else losses * weight, reduction)

def binary_cross_entropy_with_logits(input, target, weight=None, reduction="mean", pos_weight=None):
    """binary_cross_entropy(sigmoid(input), target) without loss of accuracy."""
    if pos_weight is None:
        losses = (1 - target) * input + _log1pexp(-input)
    else:
        losses = (1 - target) * input + (1 + (pos_weight - 1) * target) * _log1pexp(-input)
    return _reduced(losses if weight is None else losses * weight, reduction)

# Along the axis of classes, which is the second one, or the only one.
@inline
def _nll(scores, target, weight, ignore_index, reduction):
    axis = 0 if _rank(scores) == 1 else 1
    wide = prim.reshape(target, [1 if i == axis else n for i, n in enumerate(prim.shape(scores))])
    kept = prim.ne(wide, ignore_index)
    index = prim.where(kept, wide, 0)
    picked = prim.reshape(prim.gather(scores, index, axis), prim.shape(target))
    shares = prim.reshape(prim.cast(kept, prim.dtype(scores)), prim.shape(target))
    if weight is not None:
        shares = shares * take(weight, prim.reshape(index, prim.shape(target)))
    losses = prim.where(prim.reshape(kept, prim.shape(target)), -picked * shares, 0)
    if reduction != "mean":
        return _reduced(losses, reduction)
    every = list(range(_rank(losses)))
    return prim.sum(losses, every) / prim.sum(shares, every)

@inline
def _need_classes(input, target):
    sizes = prim.shape(input)
    batch = sizes[:1][:len(sizes) - 1]
    if len(sizes) > 1 and _rank(target) > 0 and prim.shape(target)[0] != sizes[0]:
        prim.fail("value", "Expected input batch_size (" + str(sizes[0])
            + ") to match target batch_size (" + str(prim.shape(target)[0]) + ").")
    if len(sizes) < 3 and _rank(target) > 1:
        prim.fail("shape_mismatch", "0D or 1D target tensor expected, multi-target not supported",
            "probabilities of classes are floating-point numbers in the shape of input")
    if len(sizes) == 0 or prim.shape(target) != batch + sizes[2:]:
        prim.fail("shape_mismatch", "size mismatch (got input: " + _text(sizes) + ", target: "
            + _text(prim.shape(target)) + ")")
    if prim.dtype(target) != int64:
        prim.fail("dtype", "expected target dtype to be Long or Byte, but got "
            + _type_name(target), "target.long() converts")

# The first class that there is not: which one it is matters only after a failure.
@plain
def _refuse_target(input, target, ignore_index):
    classes = prim.shape(input)[0 if _rank(input) == 1 else 1]
    for t in prim.list(prim.reshape(target, [numel(target)])):
        if t != ignore_index and not 0 <= t < classes:
            prim.fail("index", "Target " + str(t) + " is out of bounds.")

@python
@plain
def nll_loss(input, target, weight=None, ignore_index=-100, reduction="mean"):
    """Minus the log-probability in input of each class in target, averaged."""
    try:
        return _nll_loss(input, target, weight, ignore_index, reduction)
    except IndexError:
        _refuse_target(input, target, ignore_index)
        raise

@grad_fn("NllLossBackward0" if _rank(input) < 3 else "NllLoss2DBackward0")
def _nll_loss(input, target, weight, ignore_index, reduction):
    _need_classes(input, target)
    return _nll(input, target, weight, ignore_index, reduction)

@python
@plain
def cross_entropy(input, target, weight=None, ignore_index=-100, reduction="mean",
        label_smoothing=0.0):
    """Cross entropy of softmax(input) against classes or class probabilities, averaged."""
    try:
        return _cross_entropy(input, target, weight, ignore_index, reduction, label_smoothing)
    except IndexError:
        _refuse_target(input, target, ignore_index)
        raise

@grad_fn(_cross_entropy_grad_fn(input, target, reduction, label_smoothing))
def _cross_entropy(input, target, weight, ignore_index, reduction, label_smoothing):
    axis = 0 if _rank(input) == 1 else 1
    scores = log_softmax(input, axis)
    if label_smoothing < 0 or label_smoothing > 1:
        prim.fail("runtime", "label_smoothing must be between 0.0 and 1.0. Got: "
            + str(label_smoothing))
    if _kind(target) != "float" or prim.shape(target) != prim.shape(input):
        _need_classes(input, target)
        exact = _nll(scores, target, weight, ignore_index, reduction)
        if label_smoothing == 0:
            return exact
        even = _even_loss(scores, axis, target, weight, ignore_index, reduction)
        part = label_smoothing / prim.shape(input)[axis]
        return (1 - label_smoothing) * exact + part * even
    if label_smoothing != 0:
        target = target * (1 - label_smoothing) + label_smoothing / prim.shape(input)[axis]
    losses = scores * target
    if weight is not None:
        losses = losses * _along_axis(weight, axis, losses)
    losses = -prim.sum(losses, [axis])
    if reduction == "mean":
        return prim.sum(losses, list(range(_rank(losses)))) / max(numel(losses), 1)
    return _reduced(losses, reduction)

@inline
def _cross_entropy_grad_fn(input, target, reduction, label_smoothing):
    if _kind(target) == "float":
        return "DivBackward1" if reduction == "mean" else (
            "SumBackward0" if reduction == "sum" else "NegBackward0")
    if label_smoothing != 0:
        return "AddBackward0"
    return "NllLossBackward0" if _rank(input) < 3 else "NllLoss2DBackward0"

@inline
def _along_axis(v, axis, x):
    return prim.reshape(v, [n if i == axis else 1 for i, n in enumerate(prim.shape(x))])

# The loss if every class were as likely; "mean" divides by the weights of the targets.
@inline
def _even_loss(scores, axis, target, weight, ignore_index, reduction):
    kept = prim.ne(target, ignore_index)
    weighted = scores if weight is None else scores * _along_axis(weight, axis, scores)
    losses = prim.where(kept, -prim.sum(weighted, [axis]), 0.0)
    if reduction != "mean":
        return _reduced(losses, reduction)
    every = list(range(_rank(losses)))
    shares = prim.cast(kept, prim.dtype(scores))
    if weight is not None:
        shares = shares * take(weight, prim.where(kept, target, 0))
    return prim.sum(losses, every) / prim.sum(shares, every)

@grad_fn(_reduction_grad_fn(reduction, "SubBackward0"))
def kl_div(input, target, reduction="mean", log_target=False):
    """target * (log(target) - input), averaged."""
    if log_target:
        losses = exp(target) * (target - input)
    else:
        losses = prim.where(target == 0, 0, target * log(target)) - target * input
    if reduction == "batchmean":
        return prim.sum(losses, list(range(_rank(losses)))) / prim.shape(input)[0]
    return _reduced(losses, reduction)

# The weight, too, is on the tape as PyTorch has it: transposed by an operation of its own.
@plain
def linear(input, weight, bias=None):
    """input @ weight.T + bias."""
    if _rank(input) != 2 or _rank(weight) != 2:
        return _linear(input, weight, bias)
    return mm(input, t(weight)) if bias is None else addmm(bias, input, t(weight))

@inline
def _linear_grad_fn(input, bias):
    if _rank(input) > 2:
        return "UnsafeViewBackward0" if bias is None else "ViewBackward0"
    if _rank(input) == 1:
        return "SqueezeBackward4" if bias is None else "ViewBackward0"
    return "MmBackward0" if bias is None else "AddmmBackward0"

@grad_fn(_linear_grad_fn(input, bias))
def _linear(input, weight, bias):
    if bias is not None:
        _need_dtypes_of("mat1 and mat2", input, weight)
    product = matmul(input, t(weight))
    return product if bias is None else product + bias

@grad_fn("NativeLayerNormBackward0")
def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    """Mean 0 and variance 1 over the last dimensions, then scaled and shifted."""
    rank = _rank(input)
    sizes = list(_size(normalized_shape))
    if list(prim.shape(input))[max(rank - len(sizes), 0):] != sizes:
        prim.fail("shape_mismatch", "Given normalized_shape=" + _text(sizes)
            + ", expected input with shape [*, " + str(sizes)[1:-1]
            + "], but got input of size" + _text(prim.shape(input)))
    axes = list(range(rank - len(sizes), rank))
    d = input - mean(input, axes, True)
    x = d * rsqrt(mean(d * d, axes, True) + eps)
    x = x if weight is None else x * weight
    return x if bias is None else x + bias

@python
@grad_fn("DivBackward0")
def normalize(input, p=2.0, dim=1, eps=1e-12):
    """input divided by its norm along dim."""
    return input / clamp_min(norm(input, p, dim, True), eps)

@grad_fn("SumBackward1")
def cosine_similarity(x1, x2, dim=1, eps=1e-8):
    """Cosine of the angle between vectors along dim."""
    products = sum(x1 * x2, dim)
    sizes = prim.shape(x1 * x2)
    x1 = prim.expand(x1, sizes)
    x2 = prim.expand(x2, sizes)
    return products / (clamp_min(norm(x1, 2, dim), eps) * clamp_min(norm(x2, 2, dim), eps))

# The number of classes, -1 for as many as there are; a class that is none of them is refused.
@plain
def _class_count(input, num_classes):
    if not prim.has_elements(input):
        if num_classes < 0:
            prim.fail("unsupported",
                "one_hot() without num_classes: elements are not known while a program is traced")
        return num_classes
    if numel(input) == 0:
        if num_classes <= 0:
            prim.fail("runtime", "Can not infer total number of classes from empty tensor.")
        return num_classes
    if prim.list(prim.amin(prim.reshape(input, [numel(input)]), [0])) < 0:
        prim.fail("runtime", "Class values must be non-negative.")
    most = prim.list(prim.amax(prim.reshape(input, [numel(input)]), [0]))
    if num_classes < 0:
        return most + 1
    if most >= num_classes:
        prim.fail("runtime", "Class values must be smaller than num_classes.")
    return num_classes

@plain
def one_hot(input, num_classes=-1):
    """1 at each class of input, 0 elsewhere, along a new last dimension."""
    if prim.dtype(input) != int64:
        prim.fail("dtype", "one_hot is only applicable to index tensor of type LongTensor.")
    return _one_hot(input, _class_count(input, num_classes))

@inline
def _one_hot(input, num_classes):
    wide = prim.reshape(input, list(prim.shape(input)) + [1])
    return prim.cast(prim.eq(wide, prim.progression(0, 1, num_classes, int64)), int64)
