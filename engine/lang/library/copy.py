# The module copy.

@plain
def _blank(x):
    return object.__new__(type(x))

@plain
def copy(x):
    if hasattr(x, "__copy__"):
        return x.__copy__()
    if isinstance(x, (list, dict, set)):
        return x.copy()
    if prim.kind(x) == "Tensor":
        return x.clone()
    if not prim.is_instance(x):
        return x
    new = _blank(x)
    for name, value in vars(x).items():
        object.__setattr__(new, name, value)
    return new

@plain
def _copied_leaf(x):
    if not x.is_leaf:
        raise RuntimeError("Only Tensors created explicitly by the user (graph leaves) support the "
            "deepcopy protocol at the moment.  If you were attempting to deepcopy a module, this "
            "may be because of a torch.nn.utils.weight_norm usage, see "
            "https://github.com/pytorch/pytorch/pull/103001")
    new = x.detach().clone()
    if type(x) is not torch.Tensor:
        return prim.subclassed(new, type(x), x.requires_grad)
    new.requires_grad = x.requires_grad
    if x.grad is not None:
        new.grad = x.grad.clone()
    return new

@plain
def deepcopy(x, memo=None):
    memo = {} if memo is None else memo
    if id(x) in memo:
        return memo[id(x)]
    if hasattr(x, "__deepcopy__"):
        new = memo[id(x)] = x.__deepcopy__(memo)
        return new
    if isinstance(x, list):
        new = memo[id(x)] = []
        new.extend([deepcopy(item, memo) for item in x])
        return new
    if isinstance(x, dict):
        new = memo[id(x)] = x.copy()
        new.clear()
        for key, value in x.items():
            new[deepcopy(key, memo)] = deepcopy(value, memo)
        return new
    if isinstance(x, tuple):
        return x if type(x) is not tuple else tuple([deepcopy(item, memo) for item in x])
    if isinstance(x, set):
        return {deepcopy(item, memo) for item in x}
    if prim.kind(x) == "Tensor":
        new = memo[id(x)] = _copied_leaf(x)
        return new
    if not prim.is_instance(x):
        return x
    new = memo[id(x)] = _blank(x)
    for name, value in vars(x).items():
        object.__setattr__(new, name, deepcopy(value, memo))
    return new
