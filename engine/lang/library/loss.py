# Losses of torch.nn.functional beside the most common ones, which are in neural.py.

@function
@grad_fn(_reduction_grad_fn(reduction, "AddBackward0"))
def poisson_nll_loss(input, target, log_input=True, full=False, size_average=None, eps=1e-8,
        reduce=None, reduction="mean"):
    """Minus the log-likelihood of counts under Poisson distributions, averaged."""
    if log_input:
        losses = exp(input) - target * input
    else:
        losses = input - target * log(input + eps)
    if full:
        stirling = target * log(target) - target + 0.5 * log(2 * pi * target)
        losses = losses + prim.where(target > 1, stirling, 0.0)
    return _reduced(losses, reduction)

@python
@function
@grad_fn(_reduction_grad_fn(reduction, "MulBackward0"))
def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    """Minus the log-likelihood of numbers under normal distributions, averaged."""
    if _is_number(var):
        var = prim.full(prim.shape(input), var, prim.dtype(input))
    if prim.shape(var) != prim.shape(input):
        if prim.shape(var) == prim.shape(input)[:-1]:
            var = unsqueeze(var, -1)
        elif _rank(var) != _rank(input) or prim.shape(var)[:-1] != prim.shape(input)[:-1]:
            prim.fail("shape_mismatch", "var is of incorrect size")
    bounded = prim.where(var < eps, var + prim.detach(eps - var), var)
    d = input - target
    losses = 0.5 * (log(bounded) + d * d / bounded)
    if full:
        losses = losses + 0.9189385332046727
    return _reduced(losses, reduction)

@function
@grad_fn(_reduction_grad_fn(reduction, "AddBackward0"))
def hinge_embedding_loss(input, target, margin=1.0, size_average=None, reduce=None,
        reduction="mean"):
    """input where target is 1, max(0, margin - input) where it is -1, averaged."""
    far = relu(margin - input)
    losses = prim.where(prim.ne(target, 1), far, 0.0) + prim.where(prim.ne(target, -1), input, 0.0)
    return _reduced(losses, reduction)

@function
@grad_fn(_reduction_grad_fn(reduction, "AddBackward0"))
def cosine_embedding_loss(input1, input2, target, margin=0, size_average=None, reduce=None,
        reduction="mean"):
    """1 - cosine where target is 1, max(0, cosine - margin) where it is -1, averaged."""
    if _rank(input1) != _rank(target) + 1:
        prim.fail("shape_mismatch", str(_rank(target)) + "D target tensor expects "
            + str(_rank(target) + 1) + "D input tensors, but found inputs with sizes "
            + _text(prim.shape(input1)) + " and " + _text(prim.shape(input2)) + ".")
    last = [_rank(input1) - 1]
    size1 = prim.sum(input1 * input1, last) + 1e-12
    size2 = prim.sum(input2 * input2, last) + 1e-12
    cosine = prim.sum(input1 * input2, last) / sqrt(size1 * size2)
    near = prim.where(prim.eq(target, 1), 1 - cosine, 0.0)
    far = prim.where(prim.eq(target, -1), clamp_min(cosine - margin, 0), 0.0)
    return _reduced(near + far, reduction)

@function
@grad_fn(_reduction_grad_fn(reduction, "ClampMinBackward0"))
def margin_ranking_loss(input1, input2, target, margin=0, size_average=None, reduce=None,
        reduction="mean"):
    """max(0, margin - target * (input1 - input2)), averaged."""
    return _reduced(clamp_min(-target * (input1 - input2) + margin, 0), reduction)

@python
@function
def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    """log(1 + exp(-target * input)), averaged."""
    return _reduced(_log1pexp(-target * input), reduction)

@python
@function
def multi_margin_loss(input, target, p=1, margin=1.0, weight=None, size_average=None, reduce=None,
        reduction="mean"):
    """For each row how far other classes come within a margin of the target's, averaged."""
    x = input if _rank(input) == 2 else prim.reshape(input, [1, numel(input)])
    n, classes = prim.shape(x)
    at = prim.reshape(target, [n, 1])
    near = clamp_min(margin - prim.gather(x, at, 1) + x, 0)
    losses = near if p == 1 else near * near
    if weight is not None:
        losses = losses * prim.reshape(prim.gather(weight, prim.reshape(target, [n]), 0), [n, 1])
    others = prim.ne(prim.progression(0, 1, classes, int64), at)
    losses = prim.sum(prim.where(others, losses, 0.0), [1]) / classes
    return _reduced(losses if _rank(input) == 2 else prim.reshape(losses, []), reduction)

# The classes of a row of targets end where the first -1 is.
@python
@function
def multilabel_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    """For each row how far other classes come within 1 of each of the targets', averaged."""
    x = input if _rank(input) == 2 else prim.reshape(input, [1, numel(input)])
    t = prim.reshape(target, prim.shape(x))
    n, classes = prim.shape(x)
    ended = prim.cumsum(prim.cast(t < 0, int64), 1)
    valid = prim.eq(ended, 0)
    at = prim.where(valid, t, 0)
    is_target = prim.scatter_add(prim.cast(valid, int64), at, 1, [n, classes]) > 0
    scores = prim.reshape(prim.gather(x, at, 1), [n, classes, 1])
    near = clamp_min(1 - scores + prim.reshape(x, [n, 1, classes]), 0)
    counted = prim.reshape(valid, [n, classes, 1]) & ~prim.reshape(is_target, [n, 1, classes])
    losses = prim.sum(prim.where(counted, near, 0.0), [1, 2]) / classes
    return _reduced(losses if _rank(input) == 2 else prim.reshape(losses, []), reduction)

@python
@function
@grad_fn(_reduction_grad_fn(reduction, "DivBackward0"))
def multilabel_soft_margin_loss(input, target, weight=None, size_average=None, reduce=None,
        reduction="mean"):
    """Binary cross entropy with logits of each class, averaged over classes and rows."""
    losses = target * _log1pexp(-input) + (1 - target) * _log1pexp(input)
    if weight is not None:
        losses = losses * weight
    axis = _rank(losses) - 1
    return _reduced(prim.sum(losses, [axis]) / prim.shape(losses)[axis], reduction)

@grad_fn("NormBackward1")
@function
def pairwise_distance(x1, x2, p=2.0, eps=1e-6, keepdim=False):
    """The norm of x1 - x2 + eps along the last dimension."""
    d = x1 - x2 + eps
    axes = [_rank(d) - 1]
    return _kept(_norm(d, p, axes), d, axes, keepdim)

@function
@grad_fn(_reduction_grad_fn(reduction, "ClampMinBackward0"))
def triplet_margin_loss(anchor, positive, negative, margin=1.0, p=2, eps=1e-6, swap=False,
        size_average=None, reduce=None, reduction="mean"):
    """How far the negative comes within a margin of the positive, as seen from the anchor."""
    near = pairwise_distance(anchor, positive, p, eps)
    far = pairwise_distance(anchor, negative, p, eps)
    if swap:
        far = minimum(far, pairwise_distance(positive, negative, p, eps))
    return _reduced(clamp_min(margin + near - far, 0), reduction)

@python
@function
@grad_fn("SubBackward0" if reduction == "none" else _reduction_grad_fn(reduction, ""))
def triplet_margin_with_distance_loss(anchor, positive, negative, *, distance_function=None,
        margin=1.0, swap=False, reduction="mean"):
    """triplet_margin_loss by a distance of one's own."""
    f = pairwise_distance if distance_function is None else distance_function
    near = f(anchor, positive)
    far = f(anchor, negative)
    if swap:
        far = minimum(far, f(positive, negative))
    return _reduced(clamp_min(margin + near - far, 0), reduction)
