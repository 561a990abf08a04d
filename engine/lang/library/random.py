# Random numbers: drawn when they are asked for, from torch's stream or that of a torch.Generator.

class Generator:
    """A stream of its own."""
    __module__ = "torch._C"

    def __init__(self, device="cpu"):
        self.device = "cpu"
        self._bytes = prim.generator()

    def manual_seed(self, seed):
        """Starts the stream anew."""
        prim.seed(self._bytes, _seed_bits(seed))
        return self

    def seed(self):
        """Starts the stream anew from a seed taken by chance, which it returns."""
        return prim.seed(self._bytes)

    def initial_seed(self):
        """The seed that the stream was started from."""
        return prim.initial_seed(self._bytes)

    def get_state(self):
        """The state of the stream as bytes."""
        return prim.random_state(self._bytes)

    def set_state(self, new_state):
        """Goes on from a state that get_state gave."""
        _set_stream(self._bytes, new_state)
        return self

@plain
def _stream(generator):
    return None if generator is None else generator._bytes

# A seed as 64 bits.
@plain
def _seed_bits(seed):
    number = int(seed)
    if number < -0x8000000000000000 or number > 0x7fffffffffffffff:
        prim.fail("value", "Overflow when unpacking long long")
    return number

@python
@plain
def manual_seed(seed):
    """Starts torch's stream of random numbers anew."""
    prim.seed(None, _seed_bits(seed))

@python
@plain
def seed():
    """Starts torch's stream anew from a seed taken by chance, which it returns."""
    return prim.seed(None)

@python
@plain
def initial_seed():
    """The seed that torch's stream was started from."""
    return prim.initial_seed(None)

@python
@plain
def get_rng_state():
    """The state of torch's stream as bytes."""
    return prim.random_state(None)

@python
@plain
def set_rng_state(new_state):
    """Goes on from a state that get_rng_state gave."""
    _set_stream(None, new_state)

@plain
def _set_stream(stream, state):
    if not _is_tensor(state) or prim.dtype(state) != uint8:
        prim.fail("type", "RNG state must be a torch.ByteTensor")
    if numel(state) != 5056:
        prim.fail("runtime", "Expected a CPUGeneratorImplState of size 5056 but found the input "
            "RNG state size to be " + str(numel(state)))
    prim.set_random_state(stream, state)

@plain
def _leaf(x, requires_grad):
    if requires_grad and _kind(x) != "float":
        prim.fail("runtime",
            "Only Tensors of floating point and complex dtype can require gradients")
    return x.requires_grad_() if requires_grad else x

# What was drawn does not change with parameters, which get a gradient of zeros.
@plain
def _drawn(name, parameters, result):
    if not prim.grad_enabled() or not any([prim.requires_grad(p) for p in parameters]):
        return result
    def pull(cotangents):
        return tuple([None if cotangents[0] is None else torch.zeros_like(p) for p in parameters])
    return prim.attach(name, parameters, [result], [1], pull, 0)[1][0]

@overloaded
@plain
@variadic("size")
def rand(size, *, generator=None, dtype=None, device=None, requires_grad=False):
    """Numbers evenly distributed in [0, 1)."""
    sizes = _need_sizes("rand", _size(size))
    return _leaf(prim.draw("uniform", sizes, dtype, _stream(generator), 0, 1), requires_grad)

@overloaded
@plain
@variadic("size")
def randn(size, *, generator=None, dtype=None, device=None, requires_grad=False):
    """Numbers from the standard normal distribution."""
    sizes = _need_sizes("randn", _size(size))
    return _leaf(prim.draw("normal", sizes, dtype, _stream(generator), 0, 1), requires_grad)

@overloaded
@plain
def randint(low=None, high=None, size=None, *, generator=None, dtype=None, device=None,
        requires_grad=False):
    """Integers from low (0 if only one bound is given) to before high."""
    if _is_list(high):
        size = high
        high = low
        low = 0
    if size is None or not _is_list(size) or prim.kind(high) != "int":
        prim.fail("type", "randint() received an invalid combination of arguments",
            "randint(low, high, (n, m)) or randint(high, (n, m))")
    x = prim.draw_integers(_need_sizes("randint", size), int64 if dtype is None else dtype,
        _stream(generator), 0 if low is None else low, high)
    return _leaf(x, requires_grad)

@overloaded
@plain
def randperm(n, *, generator=None, dtype=None, device=None, requires_grad=False):
    """The integers from 0 to before n in random order."""
    if n < 0:
        prim.fail("runtime", "Trying to create tensor with negative dimension " + str(n) + ": ["
            + str(n) + "]")
    kind = int64 if dtype is None else dtype
    return _leaf(prim.draw_permutation(n, kind, _stream(generator)), requires_grad)

@overloaded
@plain
def rand_like(input, *, generator=None, dtype=None, device=None, requires_grad=False,
        memory_format=None):
    """Numbers evenly distributed in [0, 1), in the size and type of input."""
    return _leaf(prim.draw("uniform", input, dtype, _stream(generator), 0, 1), requires_grad)

@overloaded
@plain
def randn_like(input, *, generator=None, dtype=None, device=None, requires_grad=False,
        memory_format=None):
    """Numbers from the standard normal distribution, in the size and type of input."""
    return _leaf(prim.draw("normal", input, dtype, _stream(generator), 0, 1), requires_grad)

@overloaded
@plain
def randint_like(input, low=None, high=None, *, generator=None, dtype=None, device=None,
        requires_grad=False):
    """Integers from low to before high, in the size and type of input."""
    least, bound = (0, low) if high is None else (0 if low is None else low, high)
    return _leaf(prim.draw_integers(input, dtype, _stream(generator), least, bound), requires_grad)

@plain
def _normal_sizes(a, b):
    return prim.shape(prim.detached(a) + zeros_like(b))

@overloaded
@plain
def normal(mean=0.0, std=1.0, size=None, *, generator=None, dtype=None, device=None,
        requires_grad=False):
    """Numbers from normal distributions; mean and std are numbers or tensors."""
    stream = _stream(generator)
    if _is_tensor(mean) and _is_tensor(std):
        sizes = _normal_sizes(mean, std)
        return _drawn("NormalBackward3", [mean, std], prim.draw_normal(
            prim.detached(mean).expand(sizes), prim.detached(std).expand(sizes), stream))
    if _is_tensor(mean):
        return _drawn("NormalBackward1", [mean], prim.draw_normal(mean, std, stream))
    if _is_tensor(std):
        x = prim.draw_normal(full_like(prim.detached(std), mean), std, stream)
        return _drawn("NormalBackward2", [std], x)
    if size is None:
        prim.fail("type", "normal() received an invalid combination of arguments",
            "normal(mean, std, (n, m)) for two numbers")
    sizes = _need_sizes("normal", _size(size))
    return _leaf(prim.draw("normal", sizes, dtype, stream, mean, std), requires_grad)

@overloaded
@plain
def bernoulli(input, p=None, *, generator=None):
    """1 with the probability that is the element, else 0."""
    if p is not None:
        return prim.draw("bernoulli", input, None, _stream(generator), p, 0)
    x = prim.draw_bernoulli(input, prim.dtype(input), _stream(generator))
    return _drawn("BernoulliBackward0", [input], x)

@plain
def multinomial(input, num_samples, replacement=False, *, generator=None):
    """Indices drawn with the weights in input, of each row."""
    return prim.draw_multinomial(input, num_samples, replacement, _stream(generator))

@plain
def poisson(input, generator=None):
    """Numbers of events at the rates in input."""
    return _drawn("PoissonBackward0", [input], prim.draw_poisson(input, _stream(generator)))

@method
@plain
def _inplace_uniform(input, a=0, b=1, *, generator=None, to=None):
    x = prim.draw("uniform", input, None, _stream(generator), a, b if to is None else to)
    return _drawn("UniformBackward0", [input], x)

@method
@plain
def _inplace_normal(input, mean=0, std=1, *, generator=None):
    x = prim.draw("normal", input, None, _stream(generator), mean, std)
    return _drawn("NormalBackward0", [input], x)

@method
@plain
def _inplace_bernoulli(input, p=0.5, *, generator=None):
    if not _is_tensor(p):
        x = prim.draw("bernoulli", input, None, _stream(generator), p, 0)
        return _drawn("BernoulliBackward2", [input], x)
    wide = prim.detached(p).expand(prim.shape(input))
    x = prim.draw_bernoulli(wide, prim.dtype(input), _stream(generator))
    return _drawn("BernoulliBackward1", [input], x)

@method
@plain
def _inplace_exponential(input, lambd=1, *, generator=None):
    x = prim.draw("exponential", input, None, _stream(generator), lambd, 0)
    return _drawn("ExponentialBackward0", [input], x)

@method
@plain
def _inplace_geometric(input, p, *, generator=None):
    x = prim.draw("geometric", input, None, _stream(generator), p, 0)
    return _drawn("GeometricBackward0", [input], x)

@method
@plain
def _inplace_log_normal(input, mean=1, std=2, *, generator=None):
    x = prim.draw("log_normal", input, None, _stream(generator), mean, std)
    return _drawn("LogNormalBackward0", [input], x)

@method
@plain
def _inplace_cauchy(input, median=0, sigma=1, *, generator=None):
    x = prim.draw("cauchy", input, None, _stream(generator), median, sigma)
    return _drawn("CauchyBackward0", [input], x)

@method
@plain
def _inplace_random(input, low=None, high=None, *, generator=None, to=None):
    bound = high if to is None else to
    if low is not None and bound is None:
        bound = low
        low = 0
    return prim.draw_integers(input, None, _stream(generator), low, bound)

# -- Dropout --

@plain
def _dropout(input, noise, inplace):
    return prim.write(input, input * noise) if inplace else input * noise

@plain
def _check_dropout(p):
    if p < 0 or p > 1:
        prim.fail("value", "dropout probability has to be between 0 and 1, but got " + str(p))

@plain
def dropout(input, p=0.5, training=True, inplace=False):
    """While training: each element is 0 with probability p, else divided by 1 - p."""
    _check_dropout(p)
    if p == 0 or not training or numel(input) == 0:
        return input
    if p == 1:
        return _dropout(input, prim.full([], 0, prim.dtype(input)), inplace)
    if prim.dtype_kind(prim.dtype(input)) != "float":
        prim.fail("runtime", "result type Float can't be cast to the desired output type Long")
    return _dropout(input, prim.draw("dropout", input, None, None, p, 0), inplace)

@plain
def _alpha_dropout(input, like, p, training, inplace):
    _check_dropout(p)
    if p == 0 or not training or numel(input) == 0:
        return input
    if p == 1:
        return _dropout(input, prim.full([], 0, prim.dtype(input)), inplace)
    alpha = 1.7580993408473766
    a = 1 / math.sqrt((alpha * alpha * p + 1) * (1 - p))
    noise = prim.draw("bernoulli", like, prim.dtype(input), None, 1 - p, 0)
    result = input * (noise * a) + ((noise + -1) * (alpha * a) + alpha * a * p)
    return prim.write(input, result) if inplace else result

@plain
def _channels(input):
    if _rank(input) < 2:
        prim.fail("runtime", "Feature dropout requires at least 2 dimensions in the input")
    sizes = list(prim.shape(input))
    return sizes[:2] + [1 for n in sizes[2:]]

@plain
def alpha_dropout(input, p=0.5, training=False, inplace=False):
    """Dropout that keeps mean and variance of what selu gives."""
    return _alpha_dropout(input, input, p, training, inplace)

@plain
def feature_alpha_dropout(input, p=0.5, training=False, inplace=False):
    """alpha_dropout of whole channels."""
    return _alpha_dropout(input, _channels(input), p, training, inplace)

@plain
def feature_dropout(input, p=0.5, training=True, inplace=False):
    """Dropout of whole channels."""
    _check_dropout(p)
    if p == 0 or not training or numel(input) == 0:
        return input
    if p == 1:
        return _dropout(input, prim.full([], 0, prim.dtype(input)), inplace)
    noise = prim.draw("dropout", _channels(input), prim.dtype(input), None, p, 0)
    return _dropout(input, noise, inplace)

@python
@plain
def dropout1d(input, p=0.5, training=True, inplace=False):
    """Dropout of whole channels (N, C, L) or (C, L)."""
    _check_dropout(p)
    if _rank(input) not in (2, 3):
        prim.fail("runtime", "dropout1d: Expected 2D or 3D input, but received a "
            + str(_rank(input)) + "D input. Note that dropout1d exists to perform channel-wise "
            "dropout on inputs with 1 spatial dimension, a channel dimension, and an optional "
            "batch dimension (i.e. 2D or 3D inputs).")
    if _rank(input) == 3:
        return feature_dropout(input, p, training, inplace)
    return squeeze(feature_dropout(unsqueeze(input, 0), p, training, inplace), 0)

@python
@plain
def dropout2d(input, p=0.5, training=True, inplace=False):
    """Dropout of whole channels (N, C, H, W)."""
    return feature_dropout(input, p, training, inplace)

@python
@plain
def dropout3d(input, p=0.5, training=True, inplace=False):
    """Dropout of whole channels (N, C, D, H, W) or (C, D, H, W)."""
    if _rank(input) == 5:
        return feature_dropout(input, p, training, inplace)
    return squeeze(feature_dropout(unsqueeze(input, 0), p, training, inplace), 0)
