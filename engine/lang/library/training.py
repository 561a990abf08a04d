# torch.nn.utils: gradients of many parameters at once, parameters as one vector.

@plain
def _tensors(parameters):
    return [parameters] if isinstance(parameters, torch.Tensor) else list(parameters)

@plain
def get_total_norm(tensors, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """The norm of the norms of tensors."""
    kept = _tensors(tensors)
    if not kept:
        return torch.tensor(0.0)
    norms = [torch.linalg.vector_norm(t, float(norm_type)) for t in kept]
    total = torch.linalg.vector_norm(torch.stack(norms), float(norm_type))
    if error_if_nonfinite and not torch.isfinite(total):
        raise RuntimeError(f"The total norm of order {float(norm_type)} for gradients from "
            "`parameters` is non-finite, so it cannot be clipped. To disable this error and scale "
            "the gradients by the non-finite norm anyway, set `error_if_nonfinite=False`")
    return total

@plain
def clip_grads_with_norm_(parameters, max_norm, total_norm, foreach=None):
    """Scales gradients of a total norm so that it is at most max_norm."""
    factor = torch.clamp(float(max_norm) / (total_norm + 1e-6), max=1.0)
    for p in _tensors(parameters):
        if prim.grad(p) is not None:
            prim.grad(p).mul_(factor)

@plain
def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """Scales all gradients so that their total norm is at most max_norm; returns what it was."""
    params = _tensors(parameters)
    enabled = prim.grad_enabled()
    prim.set_grad_enabled(False)
    try:
        grads = [prim.grad(p) for p in params if prim.grad(p) is not None]
        total = get_total_norm(grads, norm_type, error_if_nonfinite)
        clip_grads_with_norm_(params, max_norm, total)
        return total
    finally:
        prim.set_grad_enabled(enabled)

@plain
def clip_grad_value_(parameters, clip_value, foreach=None):
    """Moves all elements of gradients into [-clip_value, clip_value]."""
    bound = float(clip_value)
    for p in _tensors(parameters):
        if prim.grad(p) is not None:
            prim.grad(p).clamp_(-bound, bound)

@plain
def parameters_to_vector(parameters):
    """All elements of parameters in one vector."""
    return torch.cat([p.reshape(-1) for p in parameters])

@plain
def vector_to_parameters(vec, parameters):
    """Gives parameters the elements of a vector."""
    if not isinstance(vec, torch.Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {type(vec)}")
    at = 0
    for p in parameters:
        n = p.numel()
        p.data = vec[at:at + n].view_as(p).data
        at += n
