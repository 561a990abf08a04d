# The optimisers of torch.optim that need gradients alone.

class SGD(Optimizer):
    """Steps against the gradient, with momentum if asked for."""
    __module__ = "torch.optim.sgd"

    def __init__(self, params, lr=1e-3, momentum=0, dampening=0, weight_decay=0, nesterov=False, *,
            maximize=False, foreach=None, differentiable=False, fused=None):
        if lr < 0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if momentum < 0:
            raise ValueError(f"Invalid momentum value: {momentum}")
        if weight_decay < 0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(params, {"lr": lr, "momentum": momentum, "dampening": dampening,
            "weight_decay": weight_decay, "nesterov": nesterov, "maximize": maximize,
            "foreach": foreach, "differentiable": differentiable, "fused": fused})

    def _update(self, group):
        lr = _number(group["lr"])
        momentum = group["momentum"]
        for p in group["params"]:
            g = _descended(p, group)
            if g is None:
                continue
            if momentum != 0:
                g = self._with_momentum(p, g, group)
            p.add_(g, alpha=-lr)

    def _with_momentum(self, p, g, group):
        momentum = group["momentum"]
        state = self.state.setdefault(p, {})
        buffer = state.get("momentum_buffer")
        if buffer is None:
            buffer = g.detach().clone()
            state["momentum_buffer"] = buffer
        else:
            buffer.mul_(momentum).add_(g, alpha=1 - group["dampening"])
        return g.add(buffer, alpha=momentum) if group["nesterov"] else buffer

class Adam(Optimizer):
    """Adaptive moments (Kingma and Ba 2015)."""
    __module__ = "torch.optim.adam"

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0,
            amsgrad=False, *, foreach=None, maximize=False, capturable=False, differentiable=False,
            fused=None, decoupled_weight_decay=False):
        _need(0 <= lr, "learning rate", lr)
        _need(0 <= eps, "epsilon value", eps)
        _need_betas(betas)
        _need(0 <= weight_decay, "weight_decay value", weight_decay)
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps,
            "weight_decay": weight_decay, "amsgrad": amsgrad, "maximize": maximize,
            "foreach": foreach, "capturable": capturable, "differentiable": differentiable,
            "fused": fused, "decoupled_weight_decay": decoupled_weight_decay})

    def _begin(self, p, group):
        state = self.state.setdefault(p, {})
        state["step"] = _scalar(0)
        state["exp_avg"] = torch.zeros_like(p)
        state["exp_avg_sq"] = torch.zeros_like(p)
        if group["amsgrad"]:
            state["max_exp_avg_sq"] = torch.zeros_like(p)
        return state

    def _update(self, group):
        lr = _number(group["lr"])
        beta1, beta2 = group["betas"]
        for p in group["params"]:
            g = _descended(p, group)
            if g is None:
                continue
            state = self.state.get(p) or self._begin(p, group)
            step = state["step"].add_(1).item()
            mean = state["exp_avg"].lerp_(g, 1 - beta1)
            square = state["exp_avg_sq"].mul_(beta2).addcmul_(g, g, value=1 - beta2)
            if group["amsgrad"]:
                greatest = state["max_exp_avg_sq"]
                square = greatest.copy_(torch.maximum(greatest, square))
            size = lr / (1 - beta1 ** step)
            bound = (square.sqrt() / (1 - beta2 ** step) ** 0.5).add_(group["eps"])
            p.addcdiv_(mean, bound, value=-size)

class AdamW(Adam):
    """Adam whose weight decay is apart from the gradient (Loshchilov and Hutter 2019)."""
    __module__ = "torch.optim.adamw"

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2,
            amsgrad=False, *, maximize=False, foreach=None, capturable=False, differentiable=False,
            fused=None):
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, foreach=foreach,
            maximize=maximize, capturable=capturable, differentiable=differentiable, fused=fused,
            decoupled_weight_decay=True)

class Adagrad(Optimizer):
    """Steps divided by the root of the sum of squared gradients (Duchi and others 2011)."""
    __module__ = "torch.optim.adagrad"

    def __init__(self, params, lr=1e-2, lr_decay=0, weight_decay=0, initial_accumulator_value=0,
            eps=1e-10, foreach=None, *, maximize=False, differentiable=False, fused=None):
        _need(0 <= lr, "learning rate", lr)
        _need(0 <= lr_decay, "lr_decay value", lr_decay)
        _need(0 <= weight_decay, "weight_decay value", weight_decay)
        _need(0 <= initial_accumulator_value, "initial_accumulator_value value",
            initial_accumulator_value)
        _need(0 <= eps, "epsilon value", eps)
        super().__init__(params, {"lr": lr, "lr_decay": lr_decay, "eps": eps,
            "weight_decay": weight_decay, "initial_accumulator_value": initial_accumulator_value,
            "foreach": foreach, "maximize": maximize, "differentiable": differentiable,
            "fused": fused})
        for group in self.param_groups:
            for p in group["params"]:
                self._begin(p)

    def _begin(self, p):
        state = self.state.setdefault(p, {})
        state["step"] = _scalar(0)
        state["sum"] = torch.full_like(p, self.defaults["initial_accumulator_value"])
        return state

    def _update(self, group):
        lr = _number(group["lr"])
        for p in group["params"]:
            g = _descended(p, group)
            if g is None:
                continue
            state = self.state.get(p) or self._begin(p)
            step = state["step"].add_(1).item()
            total = state["sum"].addcmul_(g, g, value=1)
            size = lr / (1 + (step - 1) * group["lr_decay"])
            p.addcdiv_(g, total.sqrt().add_(group["eps"]), value=-size)

class Adadelta(Optimizer):
    """Steps of the size of recent steps (Zeiler 2012)."""
    __module__ = "torch.optim.adadelta"

    def __init__(self, params, lr=1.0, rho=0.9, eps=1e-6, weight_decay=0, foreach=None, *,
            capturable=False, maximize=False, differentiable=False):
        _need(0 <= lr, "learning rate", lr)
        _need(0 <= rho <= 1, "rho value", rho)
        _need(0 <= eps, "epsilon value", eps)
        _need(0 <= weight_decay, "weight_decay value", weight_decay)
        super().__init__(params, {"lr": lr, "rho": rho, "eps": eps, "weight_decay": weight_decay,
            "maximize": maximize, "capturable": capturable, "foreach": foreach,
            "differentiable": differentiable})

    def _begin(self, p):
        state = self.state.setdefault(p, {})
        state["step"] = _scalar(0)
        state["square_avg"] = torch.zeros_like(p)
        state["acc_delta"] = torch.zeros_like(p)
        return state

    def _update(self, group):
        lr = _number(group["lr"])
        rho = group["rho"]
        eps = group["eps"]
        for p in group["params"]:
            g = _descended(p, group)
            if g is None:
                continue
            state = self.state.get(p) or self._begin(p)
            state["step"].add_(1)
            square = state["square_avg"].mul_(rho).addcmul_(g, g, value=1 - rho)
            steps = state["acc_delta"]
            delta = steps.add(eps).sqrt_().div_(square.add(eps).sqrt_()).mul_(g)
            steps.mul_(rho).addcmul_(delta, delta, value=1 - rho)
            p.add_(delta, alpha=-lr)

class RMSprop(Optimizer):
    """Steps divided by the root of the mean squared gradient (Tieleman and Hinton 2012)."""
    __module__ = "torch.optim.rmsprop"

    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0, momentum=0,
            centered=False, capturable=False, foreach=None, maximize=False, differentiable=False):
        _need(0 <= lr, "learning rate", lr)
        _need(0 <= eps, "epsilon value", eps)
        _need(0 <= momentum, "momentum value", momentum)
        _need(0 <= weight_decay, "weight_decay value", weight_decay)
        _need(0 <= alpha, "alpha value", alpha)
        super().__init__(params, {"lr": lr, "momentum": momentum, "alpha": alpha, "eps": eps,
            "centered": centered, "weight_decay": weight_decay, "capturable": capturable,
            "foreach": foreach, "maximize": maximize, "differentiable": differentiable})

    def _begin(self, p, group):
        state = self.state.setdefault(p, {})
        state["step"] = _scalar(0)
        state["square_avg"] = torch.zeros_like(p)
        if group["momentum"] > 0:
            state["momentum_buffer"] = torch.zeros_like(p)
        if group["centered"]:
            state["grad_avg"] = torch.zeros_like(p)
        return state

    def _update(self, group):
        lr = _number(group["lr"])
        alpha = group["alpha"]
        momentum = group["momentum"]
        for p in group["params"]:
            g = _descended(p, group)
            if g is None:
                continue
            state = self.state.get(p) or self._begin(p, group)
            state["step"].add_(1)
            square = state["square_avg"].mul_(alpha).addcmul_(g, g, value=1 - alpha)
            if group["centered"]:
                mean = state["grad_avg"].lerp_(g, 1 - alpha)
                root = square.addcmul(mean, mean, value=-1).sqrt_().add_(group["eps"])
            else:
                root = square.sqrt().add_(group["eps"])
            if momentum > 0:
                p.add_(state["momentum_buffer"].mul_(momentum).addcdiv_(g, root), alpha=-lr)
            else:
                p.addcdiv_(g, root, value=-lr)

class Adamax(Optimizer):
    """Adam with the greatest gradient in place of the mean square (Kingma and Ba 2015)."""
    __module__ = "torch.optim.adamax"

    def __init__(self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, foreach=None,
            *, maximize=False, differentiable=False, capturable=False):
        _need(0 <= lr, "learning rate", lr)
        _need(0 <= eps, "epsilon value", eps)
        _need_betas(betas)
        _need(0 <= weight_decay, "weight_decay value", weight_decay)
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps,
            "weight_decay": weight_decay, "foreach": foreach, "maximize": maximize,
            "differentiable": differentiable, "capturable": capturable})

    def _begin(self, p):
        state = self.state.setdefault(p, {})
        state["step"] = _scalar(0)
        state["exp_avg"] = torch.zeros_like(p)
        state["exp_inf"] = torch.zeros_like(p)
        return state

    def _update(self, group):
        lr = _number(group["lr"])
        beta1, beta2 = group["betas"]
        for p in group["params"]:
            g = _descended(p, group)
            if g is None:
                continue
            state = self.state.get(p) or self._begin(p)
            step = state["step"].add_(1).item()
            mean = state["exp_avg"].lerp_(g, 1 - beta1)
            greatest = state["exp_inf"].mul_(beta2)
            greatest.copy_(torch.maximum(greatest, g.abs().add_(group["eps"])))
            p.addcdiv_(mean, greatest, value=-(lr / (1 - beta1 ** step)))

class NAdam(Optimizer):
    """Adam with Nesterov's momentum (Dozat 2016)."""
    __module__ = "torch.optim.nadam"

    def __init__(self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0,
            momentum_decay=4e-3, decoupled_weight_decay=False, *, foreach=None, maximize=False,
            capturable=False, differentiable=False):
        _need(0 <= lr, "learning rate", lr)
        _need(0 <= eps, "epsilon value", eps)
        _need_betas(betas)
        _need(0 <= weight_decay, "weight_decay value", weight_decay)
        _need(0 <= momentum_decay, "momentum_decay value", momentum_decay)
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps,
            "weight_decay": weight_decay, "momentum_decay": momentum_decay,
            "decoupled_weight_decay": decoupled_weight_decay, "maximize": maximize,
            "foreach": foreach, "capturable": capturable, "differentiable": differentiable})

    def _begin(self, p):
        state = self.state.setdefault(p, {})
        state["step"] = _scalar(0)
        state["mu_product"] = _scalar(1)
        state["exp_avg"] = torch.zeros_like(p)
        state["exp_avg_sq"] = torch.zeros_like(p)
        return state

    def _update(self, group):
        lr = _number(group["lr"])
        beta1, beta2 = group["betas"]
        for p in group["params"]:
            g = _descended(p, group)
            if g is None:
                continue
            state = self.state.get(p) or self._begin(p)
            step = state["step"].add_(1).item()
            slower = group["momentum_decay"]
            mu = beta1 * (1 - 0.5 * 0.96 ** (step * slower))
            following = beta1 * (1 - 0.5 * 0.96 ** ((step + 1) * slower))
            product = state["mu_product"].mul_(mu).item()
            mean = state["exp_avg"].lerp_(g, 1 - beta1)
            square = state["exp_avg_sq"].mul_(beta2).addcmul_(g, g, value=1 - beta2)
            bound = square.div(1 - beta2 ** step).sqrt_().add_(group["eps"])
            p.addcdiv_(g, bound, value=-lr * (1 - mu) / (1 - product))
            p.addcdiv_(mean, bound, value=-lr * following / (1 - product * following))

class RAdam(Optimizer):
    """Adam with a rectified first phase (Liu and others 2020)."""
    __module__ = "torch.optim.radam"

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0,
            decoupled_weight_decay=False, *, foreach=None, maximize=False, capturable=False,
            differentiable=False):
        _need(0 <= lr, "learning rate", lr)
        _need(0 <= eps, "epsilon value", eps)
        _need_betas(betas)
        _need(0 <= weight_decay, "weight_decay value", weight_decay)
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps,
            "weight_decay": weight_decay, "maximize": maximize, "foreach": foreach,
            "capturable": capturable, "decoupled_weight_decay": decoupled_weight_decay,
            "differentiable": differentiable})

    def _begin(self, p):
        state = self.state.setdefault(p, {})
        state["step"] = _scalar(0)
        state["exp_avg"] = torch.zeros_like(p)
        state["exp_avg_sq"] = torch.zeros_like(p)
        return state

    def _update(self, group):
        lr = _number(group["lr"])
        beta1, beta2 = group["betas"]
        for p in group["params"]:
            g = _descended(p, group)
            if g is None:
                continue
            state = self.state.get(p) or self._begin(p)
            step = state["step"].add_(1).item()
            mean = state["exp_avg"].lerp_(g, 1 - beta1)
            square = state["exp_avg_sq"].mul_(beta2).addcmul_(g, g, value=1 - beta2)
            missing = 1 - beta2 ** step
            limit = 2 / (1 - beta2) - 1
            rho = limit - 2 * step * beta2 ** step / missing
            update = mean / (1 - beta1 ** step) * lr
            if rho > 5:
                rectified = ((rho - 4) * (rho - 2) * limit
                    / ((limit - 4) * (limit - 2) * rho)) ** 0.5
                update = update * (missing ** 0.5 / square.sqrt().add_(group["eps"])) * rectified
            p.add_(update, alpha=-1.0)

class Rprop(Optimizer):
    """Steps by the signs of gradients (Riedmiller and Braun 1993)."""
    __module__ = "torch.optim.rprop"

    def __init__(self, params, lr=1e-2, etas=(0.5, 1.2), step_sizes=(1e-6, 50), *,
            capturable=False, foreach=None, maximize=False, differentiable=False):
        _need(0 <= lr, "learning rate", lr)
        if not 0 < etas[0] < 1 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        super().__init__(params, {"lr": lr, "etas": etas, "step_sizes": step_sizes,
            "foreach": foreach, "maximize": maximize, "differentiable": differentiable,
            "capturable": capturable})

    def _begin(self, p, group):
        state = self.state.setdefault(p, {})
        state["step"] = _scalar(0)
        state["prev"] = torch.zeros_like(p)
        state["step_size"] = torch.full_like(p, _number(group["lr"]))
        return state

    def _update(self, group):
        less, more = group["etas"]
        least, most = group["step_sizes"]
        for p in group["params"]:
            g = _descended(p, group)
            if g is None:
                continue
            state = self.state.get(p) or self._begin(p, group)
            state["step"].add_(1)
            sign = g.mul(state["prev"]).sign()
            factor = torch.where(sign > 0, more, torch.where(sign < 0, less, 1.0))
            sizes = state["step_size"].mul_(factor).clamp_(least, most)
            kept = torch.where(sign < 0, 0.0, g)
            p.addcmul_(kept.sign(), sizes, value=-1)
            state["prev"].copy_(kept)

class ASGD(Optimizer):
    """Averages of what steps against the gradient give (Polyak and Juditsky 1992)."""
    __module__ = "torch.optim.asgd"

    def __init__(self, params, lr=1e-2, lambd=1e-4, alpha=0.75, t0=1e6, weight_decay=0,
            foreach=None, maximize=False, differentiable=False, capturable=False):
        _need(0 <= lr, "learning rate", lr)
        _need(0 <= weight_decay, "weight_decay value", weight_decay)
        super().__init__(params, {"lr": lr, "lambd": lambd, "alpha": alpha, "t0": t0,
            "weight_decay": weight_decay, "foreach": foreach, "maximize": maximize,
            "differentiable": differentiable, "capturable": capturable})

    def _begin(self, p, group):
        state = self.state.setdefault(p, {})
        state["step"] = _scalar(0)
        state["eta"] = _scalar(_number(group["lr"]))
        state["mu"] = _scalar(1)
        state["ax"] = torch.zeros_like(p)
        return state

    def _update(self, group):
        lr = _number(group["lr"])
        lambd = group["lambd"]
        for p in group["params"]:
            g = _descended(p, group)
            if g is None:
                continue
            state = self.state.get(p) or self._begin(p, group)
            step = state["step"].add_(1).item()
            eta = state["eta"].item()
            p.mul_(1 - lambd * eta).add_(g, alpha=-eta)
            mean = state["ax"]
            if state["mu"].item() != 1:
                mean.add_(p.sub(mean).mul_(state["mu"]))
            else:
                mean.copy_(p)
            state["eta"].fill_(lr / (1 + lambd * lr * step) ** group["alpha"])
            state["mu"].fill_(1 / max(1, step - group["t0"]))
