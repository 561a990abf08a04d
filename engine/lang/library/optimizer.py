# What all optimisers of torch.optim share. Each one says in _update what a step does to a group of
# parameters; the order of operations is that of PyTorch, so that the numbers are.

@plain
def _number(value):
    return value.item() if isinstance(value, torch.Tensor) else value

@plain
def _need(fits, name, value):
    if not fits:
        raise ValueError(f"Invalid {name}: {value}")

@plain
def _need_betas(betas):
    for i, beta in enumerate(betas):
        _need(0 <= beta < 1, f"beta parameter at index {i}", beta)

# A counter or the like, as PyTorch keeps it: a tensor of the default type.
@plain
def _scalar(value):
    return prim.full([], value, prim.default_dtype())

# The gradient of p as a step against it takes it, or None: with the sign that is asked for and, but
# where the decay is apart and done to p itself, the weight decay added.
@plain
def _descended(p, group):
    g = prim.grad(p)
    if g is None:
        return None
    if group["maximize"]:
        g = -g
    decay = group.get("weight_decay", 0)
    if decay == 0:
        return g
    if group.get("decoupled_weight_decay", False):
        p.mul_(1 - _number(group["lr"]) * decay)
        return g
    return g.add(p, alpha=decay)

class Optimizer:
    """Base of all optimisers: groups of parameters, each with its options, and a state for each."""
    __module__ = "torch.optim.optimizer"

    def __init__(self, params, defaults):
        self.defaults = defaults
        self._step_pre_hooks = {}
        self._step_post_hooks = {}
        if isinstance(params, torch.Tensor):
            raise TypeError("params argument given to the optimizer should be an iterable of "
                "Tensors or dicts, but got " + torch.nn._typename(params))
        self.state = collections.defaultdict(dict)
        self.param_groups = []
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, param_group):
        """Adds a dict with "params" and whatever options are to differ from the defaults."""
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        params = param_group["params"]
        if isinstance(params, torch.Tensor):
            params = [params]
        elif isinstance(params, set):
            raise TypeError("optimizer parameters need to be organized in ordered collections, "
                "but the ordering of tensors in sets will change between runs. Please use a list "
                "instead.")
        params = list(params)
        named = [p for p in params if isinstance(p, tuple)]
        if named and len(named) != len(params):
            raise ValueError("all optimizer params should be with/without names. Some param names "
                "are missing")
        param_group["params"] = [p[1] for p in named] if named else params
        if named:
            param_group["param_names"] = [p[0] for p in named]
        for p in param_group["params"]:
            self._check_parameter(p)
        for name, default in self.defaults.items():
            param_group.setdefault(name, default)
        known = set(p for group in self.param_groups for p in group["params"])
        if not known.isdisjoint(set(param_group["params"])):
            raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(param_group)

    def _check_parameter(self, p):
        if not isinstance(p, torch.Tensor):
            raise TypeError("optimizer can only optimize Tensors, but one of the params is "
                + torch.nn._typename(p))
        if not (prim.is_leaf(p) or prim.retains_grad(p)):
            raise ValueError("can't optimize a non-leaf Tensor")

    def _update(self, group):
        raise NotImplementedError

    def step(self, closure=None):
        """One step, of the gradients that are there or that closure() computes with the loss."""
        if type(self)._update is Optimizer._update:
            raise NotImplementedError
        if self._step_pre_hooks:
            for hook in list(self._step_pre_hooks.values()):
                hook(self, (self,) if closure is None else (self, closure), {})
        loss = None
        enabled = prim.grad_enabled()
        try:
            if closure is not None:
                prim.set_grad_enabled(True)
                loss = closure()
            prim.set_grad_enabled(False)
            for group in self.param_groups:
                self._update(group)
        finally:
            prim.set_grad_enabled(enabled)
        if self._step_post_hooks:
            for hook in list(self._step_post_hooks.values()):
                hook(self, (self,) if closure is None else (self, closure), {})
        return loss

    def zero_grad(self, set_to_none=True):
        """Forgets the gradients, or makes them zeros."""
        for group in self.param_groups:
            for p in group["params"]:
                if set_to_none:
                    prim.set_grad(p, None)
                elif prim.grad(p) is not None:
                    prim.grad(p).detach_().zero_()

    def state_dict(self):
        """State and options; parameters are numbers."""
        numbers = {}
        groups = []
        for group in self.param_groups:
            packed = {key: value for key, value in group.items() if key != "params"}
            for p in group["params"]:
                numbers.setdefault(p, len(numbers))
            packed["params"] = [numbers[p] for p in group["params"]]
            groups.append(packed)
        state = {numbers[p]: value for p, value in self.state.items()}
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict):
        """Takes state and options that state_dict gave."""
        saved = [dict(group) for group in state_dict["param_groups"]]
        if len(saved) != len(self.param_groups):
            raise ValueError("loaded state dict has a different number of parameter groups")
        params = {}
        for group, new in zip(self.param_groups, saved):
            if len(group["params"]) != len(new["params"]):
                raise ValueError("loaded state dict contains a parameter group that doesn't match "
                    "the size of optimizer's group")
            for p, number in zip(group["params"], new["params"]):
                params[number] = p
            new["params"] = group["params"]
        state = collections.defaultdict(dict)
        for number, value in state_dict["state"].items():
            p = params.get(number, number)
            state[p] = {key: _fitting(p, key, item) for key, item in value.items()}
        self.state = state
        self.param_groups = saved

    def register_step_pre_hook(self, hook):
        """hook(optimizer, args, kwargs) is called before each step."""
        return torch.nn._Handle(self._step_pre_hooks, hook)

    def register_step_post_hook(self, hook):
        """hook(optimizer, args, kwargs) is called after each step."""
        return torch.nn._Handle(self._step_post_hooks, hook)

    def __repr__(self):
        text = type(self).__name__ + " ("
        for i, group in enumerate(self.param_groups):
            text += f"\nParameter Group {i}\n"
            for key in sorted(group):
                if key != "params":
                    text += f"    {key}: {group[key]}\n"
        return text + ")"

# A value of a state that is loaded, of the parameter's type.
@plain
def _fitting(p, key, value):
    if not isinstance(value, torch.Tensor) or not isinstance(p, torch.Tensor):
        return value
    return value if key == "step" else value.to(prim.dtype(p))
