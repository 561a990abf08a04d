# torch.optim.LBFGS: limited-memory BFGS (Nocedal and Wright, Numerical Optimization, 2006, 7.2)
# with a line search for the strong Wolfe conditions (3.5, 3.6).

# The minimum of the cubic through two values with their slopes, within bounds.
@plain
def _cubic_minimum(x1, f1, g1, x2, f2, g2, bounds=None):
    least, most = bounds if bounds is not None else (x1, x2) if x1 <= x2 else (x2, x1)
    d1 = g1 + g2 - 3 * (f1 - f2) / (x1 - x2)
    square = d1 ** 2 - g1 * g2
    if not square >= 0:
        return (least + most) / 2.0
    d2 = square.sqrt()
    if x1 <= x2:
        place = x2 - (x2 - x1) * ((g2 + d2 - d1) / (g2 - g1 + 2 * d2))
    else:
        place = x1 - (x1 - x2) * ((g1 + d2 - d1) / (g1 - g2 + 2 * d2))
    return min(max(place, least), most)

# A step on the search line: its length, loss, gradient and slope.
class _Point:
    def __init__(self, t, f, g, slope):
        self.t = t
        self.f = f
        self.g = g
        self.slope = slope

@plain
def _between(a, b, bounds=None):
    return _cubic_minimum(a.t, a.f, a.slope, b.t, b.f, b.slope, bounds)

# Goes on until two points enclose a good one, or one is good: these points, whether one is, and how
# many steps were tried.
@plain
def _enclose(evaluate, start, point, f, slope, most):
    before = start
    tried = 0
    while tried < most:
        if point.f > f + 1e-4 * point.t * slope or (tried > 1 and point.f >= before.f):
            return [before, point], False, tried
        if abs(point.slope) <= -0.9 * slope:
            return [point], True, tried
        if point.slope >= 0:
            return [before, point], False, tried
        bounds = (point.t + 0.01 * (point.t - before.t), point.t * 10)
        t = _between(before, point, bounds)
        before = point
        point = evaluate(t)
        tried += 1
    return [start, point], False, tried

@plain
def _strong_wolfe(evaluate, t, f, g, slope, size, most, tolerance):
    start = _Point(0, f, g.clone(), slope)
    ends, done, tried = _enclose(evaluate, start, evaluate(t), f, slope, most)
    evaluations = tried + 1
    stuck = False
    low, high = (0, 1) if ends[0].f <= ends[-1].f else (1, 0)
    while not done and tried < most:
        if abs(ends[1].t - ends[0].t) * size < tolerance:
            break
        t = _between(ends[0], ends[1])
        least = min(ends[0].t, ends[1].t)
        greatest = max(ends[0].t, ends[1].t)
        margin = 0.1 * (greatest - least)
        near = min(greatest - t, t - least) < margin
        if near and (stuck or t >= greatest or t <= least):
            t = greatest - margin if abs(t - greatest) < abs(t - least) else least + margin
            near = False
        stuck = near
        point = evaluate(t)
        evaluations += 1
        tried += 1
        if point.f > f + 1e-4 * point.t * slope or point.f >= ends[low].f:
            ends[high] = point
            low, high = (0, 1) if ends[0].f <= ends[1].f else (1, 0)
        else:
            if abs(point.slope) <= -0.9 * slope:
                done = True
            elif point.slope * (ends[high].t - ends[low].t) >= 0:
                ends[high] = ends[low]
            ends[low] = point
    return ends[low], evaluations

class LBFGS(Optimizer):
    """Quasi-Newton steps from the last gradients; step needs a closure that gives the loss."""
    __module__ = "torch.optim.lbfgs"

    def __init__(self, params, lr=1, max_iter=20, max_eval=None, tolerance_grad=1e-7,
            tolerance_change=1e-9, history_size=100, line_search_fn=None):
        _need(0 <= lr, "learning rate", lr)
        super().__init__(params, {"lr": lr, "max_iter": max_iter,
            "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
            "tolerance_grad": tolerance_grad, "tolerance_change": tolerance_change,
            "history_size": history_size, "line_search_fn": line_search_fn})
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")
        self._params = self.param_groups[0]["params"]

    def _flat_gradient(self):
        return torch.cat([torch.zeros(p.numel(), dtype=p.dtype) if prim.grad(p) is None
            else prim.grad(p).reshape(-1) for p in self._params])

    def _move(self, t, direction):
        at = 0
        for p in self._params:
            n = p.numel()
            p.add_(direction[at:at + n].view_as(p), alpha=_number(t))
            at += n

    def _loss(self, closure):
        prim.set_grad_enabled(True)
        loss = closure()
        prim.set_grad_enabled(False)
        return loss

    # The function on the line from here, which leaves the parameters where they are.
    def _line(self, closure, direction):
        origin = [p.clone() for p in self._params]
        def evaluate(t):
            self._move(t, direction)
            f = float(self._loss(closure))
            g = self._flat_gradient()
            for p, old in zip(self._params, origin):
                p.copy_(old)
            return _Point(t, f, g, g.dot(direction))
        return evaluate

    def step(self, closure):
        """Up to max_iter steps, with a loss and gradients from closure() for each."""
        enabled = prim.grad_enabled()
        try:
            return self._minimise(closure, self.param_groups[0], self.state[self._params[0]])
        finally:
            prim.set_grad_enabled(enabled)

    # The direction for a gradient, from the differences of steps and gradients that are kept.
    def _direction(self, g, state, most):
        if state["n_iter"] == 1:
            state["old_dirs"], state["old_stps"], state["ro"], state["H_diag"] = [], [], [], 1
            return g.neg()
        steps, changes, ro = state["old_stps"], state["old_dirs"], state["ro"]
        y = g.sub(state["prev_flat_grad"])
        s = state["d"].mul(state["t"])
        ys = y.dot(s)
        if ys > 1e-10:
            if len(changes) == most:
                for kept in (changes, steps, ro):
                    kept.pop(0)
            changes.append(y)
            steps.append(s)
            ro.append(1.0 / ys)
            state["H_diag"] = ys / y.dot(y)
        weights = [None] * len(changes)
        q = g.neg()
        for i in range(len(changes) - 1, -1, -1):
            weights[i] = steps[i].dot(q) * ro[i]
            q.add_(changes[i], alpha=-weights[i].item())
        r = torch.mul(q, state["H_diag"])
        for i in range(len(changes)):
            r.add_(steps[i], alpha=(weights[i] - changes[i].dot(r) * ro[i]).item())
        return r

    def _minimise(self, closure, group, state):
        lr = _number(group["lr"])
        change = group["tolerance_change"]
        search = group["line_search_fn"]
        if search is not None and search != "strong_wolfe":
            raise RuntimeError("only 'strong_wolfe' is supported")
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        first = self._loss(closure)
        loss = float(first)
        evaluations = 1
        state["func_evals"] += 1
        g = self._flat_gradient()
        if g.abs().max() <= group["tolerance_grad"]:
            return first
        for n in range(1, group["max_iter"] + 1):
            state["n_iter"] += 1
            d = self._direction(g, state, group["history_size"])
            state["d"] = d
            state["prev_flat_grad"] = g.clone()
            state["prev_loss"] = before = loss
            t = min(1.0, 1.0 / g.abs().sum()) * lr if state["n_iter"] == 1 else lr
            state["t"] = t
            slope = g.dot(d)
            if slope > -change:
                break
            used = 0
            if search is not None:
                point, used = _strong_wolfe(self._line(closure, d), t, loss, g, slope,
                    d.abs().max(), group["max_eval"] - evaluations, 1e-9)
                loss, g, t = point.f, point.g, point.t
                state["t"] = t
                self._move(t, d)
            else:
                self._move(t, d)
                if n != group["max_iter"]:
                    loss = float(self._loss(closure))
                    g = self._flat_gradient()
                    used = 1
            evaluations += used
            state["func_evals"] += used
            if n == group["max_iter"] or evaluations >= group["max_eval"]:
                break
            if g.abs().max() <= group["tolerance_grad"]:
                break
            if d.mul(t).abs().max() <= change or abs(loss - before) < change:
                break
        return first
