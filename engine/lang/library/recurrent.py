# Recurrent layers of torch.nn and their cells. The gates of a cell are rows of one weight, in
# PyTorch's order: input, forget, new, output; reset, update, new.

@plain
def _linear(input, weight, bias):
    return torch.nn.functional.linear(input, weight, bias)

@view
@inline
@grad_fn("TransposeBackward1")
def _batch_first(x):
    return torch.transpose(x, 0, 1)

@plain
def _lstm_step(x, state, w_ih, w_hh, b_ih, b_hh):
    h, c = state
    gates = _linear(x, w_ih, b_ih) + _linear(h, w_hh, b_hh)
    i, f, g, o = gates.chunk(4, 1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c

@plain
def _gru_step(x, h, w_ih, w_hh, b_ih, b_hh):
    x_r, x_z, x_n = _linear(x, w_ih, b_ih).chunk(3, 1)
    h_r, h_z, h_n = _linear(h, w_hh, b_hh).chunk(3, 1)
    r = torch.sigmoid(h_r + x_r)
    z = torch.sigmoid(h_z + x_z)
    n = torch.tanh(x_n + h_n * r)
    return (h - n) * z + n

@plain
def _tanh_step(x, h, w_ih, w_hh, b_ih, b_hh):
    return torch.tanh(_linear(x, w_ih, b_ih) + _linear(h, w_hh, b_hh))

@plain
def _relu_step(x, h, w_ih, w_hh, b_ih, b_hh):
    return torch.relu(_linear(x, w_ih, b_ih) + _linear(h, w_hh, b_hh))

@plain
def _step_of(mode):
    return {"LSTM": _lstm_step, "GRU": _gru_step, "RNN_TANH": _tanh_step,
        "RNN_RELU": _relu_step}[mode]

@plain
def _draw_all(layer):
    bound = 1.0 / math.sqrt(layer.hidden_size)
    for p in layer.parameters():
        torch.nn.init.uniform_(p, -bound, bound)

class _Cell(Module):
    def __init__(self, input_size, hidden_size, bias, chunks, dtype):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.bias = bias
        rows = chunks * hidden_size
        self.weight_ih = _empty((rows, input_size), dtype)
        self.weight_hh = _empty((rows, hidden_size), dtype)
        self.register_parameter("bias_ih", _empty((rows,), dtype) if bias else None)
        self.register_parameter("bias_hh", _empty((rows,), dtype) if bias else None)
        self.reset_parameters()

    def reset_parameters(self):
        """Draws all weights anew."""
        _draw_all(self)

    def _stepped(self, step, input, state):
        return step(input, state, self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)

    def _check(self, input, hx):
        if input.dim() not in (1, 2):
            raise ValueError(f"{self._get_name()}: Expected input to be 1D or 2D, got "
                f"{input.dim()}D instead")
        if hx is not None and not isinstance(hx, tuple) and hx.dim() not in (1, 2):
            raise ValueError(f"{self._get_name()}: Expected hidden to be 1D or 2D, got "
                f"{hx.dim()}D instead")

    def _from(self, step, input, hx):
        self._check(input, hx)
        single = input.dim() == 1
        x = input.unsqueeze(0) if single else input
        if hx is None:
            hx = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype)
        elif single:
            hx = hx.unsqueeze(0)
        h = self._stepped(step, x, hx)
        return h.squeeze(0) if single else h

    def extra_repr(self):
        text = f"{self.input_size}, {self.hidden_size}"
        if not self.bias:
            text += f", bias={self.bias}"
        kind = getattr(self, "nonlinearity", "tanh")
        return text if kind == "tanh" else text + f", nonlinearity={kind}"

class RNNCell(_Cell):
    """One step of an Elman network."""
    __module__ = "torch.nn.modules.rnn"

    def __init__(self, input_size, hidden_size, bias=True, nonlinearity="tanh", device=None,
            dtype=None):
        super().__init__(input_size, hidden_size, bias, 1, dtype)
        self.nonlinearity = nonlinearity

    def forward(self, input, hx=None):
        if self.nonlinearity not in ("tanh", "relu"):
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}")
        return self._from(_tanh_step if self.nonlinearity == "tanh" else _relu_step, input, hx)

class GRUCell(_Cell):
    """One step of a gated recurrent unit."""
    __module__ = "torch.nn.modules.rnn"

    def __init__(self, input_size, hidden_size, bias=True, device=None, dtype=None):
        super().__init__(input_size, hidden_size, bias, 3, dtype)

    def forward(self, input, hx=None):
        return self._from(_gru_step, input, hx)

class LSTMCell(_Cell):
    """One step of a long short-term memory."""
    __module__ = "torch.nn.modules.rnn"

    def __init__(self, input_size, hidden_size, bias=True, device=None, dtype=None):
        super().__init__(input_size, hidden_size, bias, 4, dtype)

    def forward(self, input, hx=None):
        self._check(input, hx)
        single = input.dim() == 1
        x = input.unsqueeze(0) if single else input
        if hx is None:
            zeros = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype)
            hx = (zeros, zeros)
        elif single:
            hx = (hx[0].unsqueeze(0), hx[1].unsqueeze(0))
        h, c = self._stepped(_lstm_step, x, hx)
        return (h.squeeze(0), c.squeeze(0)) if single else (h, c)

class RNNBase(Module):
    """Layers of steps along a sequence, in one direction or both."""
    __module__ = "torch.nn.modules.rnn"

    def __init__(self, mode, input_size, hidden_size, num_layers=1, bias=True, batch_first=False,
            dropout=0.0, bidirectional=False, proj_size=0, device=None, dtype=None):
        super().__init__()
        if not 0 <= dropout <= 1:
            raise ValueError("dropout should be a number in range [0, 1] representing the "
                "probability of an element being zeroed")
        if proj_size:
            raise NotImplementedError("proj_size of LSTM")
        for name, value in (("input_size", input_size), ("hidden_size", hidden_size)):
            if not isinstance(value, int):
                raise TypeError(f"{name} should be of type int, got: {type(value).__name__}")
            if value <= 0:
                raise ValueError(f"{name} must be greater than zero")
        if num_layers <= 0:
            raise ValueError("num_layers must be greater than zero")
        self.mode = mode
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = float(dropout)
        self.bidirectional = bidirectional
        self.proj_size = proj_size
        self._add_weights(4 if mode == "LSTM" else 3 if mode == "GRU" else 1, dtype)
        self.reset_parameters()

    def _suffixes(self):
        ends = ["", "_reverse"] if self.bidirectional else [""]
        return [[f"_l{layer}{end}" for end in ends] for layer in range(self.num_layers)]

    def _add_weights(self, chunks, dtype):
        rows = chunks * self.hidden_size
        columns = self.input_size
        for layer in self._suffixes():
            for suffix in layer:
                setattr(self, "weight_ih" + suffix, _empty((rows, columns), dtype))
                setattr(self, "weight_hh" + suffix, _empty((rows, self.hidden_size), dtype))
                if self.bias:
                    setattr(self, "bias_ih" + suffix, _empty((rows,), dtype))
                    setattr(self, "bias_hh" + suffix, _empty((rows,), dtype))
            columns = len(layer) * self.hidden_size

    def reset_parameters(self):
        """Draws all weights anew."""
        _draw_all(self)

    def flatten_parameters(self):
        """Does nothing here."""

    def _weights(self, suffix):
        names = ["weight_ih", "weight_hh"]
        found = [getattr(self, name + suffix) for name in names]
        biases = [getattr(self, name + suffix) if self.bias else None
            for name in ("bias_ih", "bias_hh")]
        return found + biases

    # The states along rows of a sequence, from the first state.
    def _along(self, rows, state, suffix):
        step = _step_of(self.mode)
        weights = self._weights(suffix)
        states = []
        for x in rows:
            state = step(x, state, *weights)
            states.append(state[0] if self.mode == "LSTM" else state)
        return states, state

    # rows: a list of (batch, features); start(k): the first state of the k-th direction.
    def _layers(self, rows, start):
        last = []
        for number, layer in enumerate(self._suffixes()):
            outputs = []
            for k, suffix in enumerate(layer):
                ordered = rows if k == 0 else rows[::-1]
                states, state = self._along(ordered, start(len(last)), suffix)
                outputs.append(states if k == 0 else states[::-1])
                last.append(state)
            rows = outputs[0] if len(layer) == 1 else [torch.cat([a, b], 1)
                for a, b in zip(outputs[0], outputs[1])]
            if self.dropout and self.training and number + 1 < self.num_layers:
                rows = list(torch.nn.functional.dropout(torch.stack(rows), self.dropout).unbind(0))
        return rows, last

    def _check_input(self, input):
        if input.dim() not in (2, 3):
            name = "RNN" if self.mode.startswith("RNN") else self.mode
            end = "D tensor instead" if name == "RNN" else "D instead"
            raise ValueError(f"{name}: Expected input to be 2D or 3D, got {input.dim()}{end}")
        if input.shape[-1] != self.input_size:
            raise RuntimeError("input.size(-1) must be equal to input_size. Expected "
                f"{self.input_size}, got {input.shape[-1]}")

    def _check_state(self, state, batch, words):
        expected = (self.num_layers * (2 if self.bidirectional else 1), batch, self.hidden_size)
        if tuple(state.shape) != expected:
            raise RuntimeError(f"Expected {words} size {expected}, got {list(state.shape)}")

    # Time comes first, and there is a batch.
    def _sequence(self, input):
        if input.dim() == 2:
            return input.unsqueeze(1)
        return input.transpose(0, 1) if self.batch_first else input

    def _joined(self, rows, single):
        output = torch.stack(rows)
        if single:
            return output.squeeze(1)
        return _batch_first(output) if self.batch_first else output

    def _run(self, input, hx):
        self._check_input(input)
        single = input.dim() == 2
        x = self._sequence(input)
        n = self.num_layers * (2 if self.bidirectional else 1)
        if hx is None:
            hx = torch.zeros(n, x.shape[1], self.hidden_size, dtype=x.dtype)
        elif single:
            hx = hx.unsqueeze(1)
        self._check_state(hx, x.shape[1], "hidden")
        rows, last = self._layers(list(x.unbind(0)), lambda k: hx[k])
        h = torch.stack(last)
        return self._joined(rows, single), h.squeeze(1) if single else h

    def extra_repr(self):
        text = f"{self.input_size}, {self.hidden_size}"
        if self.num_layers != 1:
            text += f", num_layers={self.num_layers}"
        if not self.bias:
            text += f", bias={self.bias}"
        if self.batch_first:
            text += f", batch_first={self.batch_first}"
        if self.dropout:
            text += f", dropout={self.dropout}"
        return text + f", bidirectional={self.bidirectional}" if self.bidirectional else text

class RNN(RNNBase):
    """An Elman network."""
    __module__ = "torch.nn.modules.rnn"

    def __init__(self, input_size, hidden_size, num_layers=1, nonlinearity="tanh", bias=True,
            batch_first=False, dropout=0.0, bidirectional=False, device=None, dtype=None):
        modes = {"tanh": "RNN_TANH", "relu": "RNN_RELU"}
        if nonlinearity not in modes:
            raise ValueError(f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or "
                "'relu'.")
        super().__init__(modes[nonlinearity], input_size, hidden_size, num_layers, bias,
            batch_first, dropout, bidirectional, dtype=dtype)
        self.nonlinearity = nonlinearity

    def forward(self, input, hx=None):
        return self._run(input, hx)

class GRU(RNNBase):
    """Gated recurrent units."""
    __module__ = "torch.nn.modules.rnn"

    def __init__(self, *args, **kwargs):
        super().__init__("GRU", *args, **kwargs)

    def forward(self, input, hx=None):
        return self._run(input, hx)

class LSTM(RNNBase):
    """Long short-term memories."""
    __module__ = "torch.nn.modules.rnn"

    def __init__(self, *args, **kwargs):
        super().__init__("LSTM", *args, **kwargs)

    def forward(self, input, hx=None):
        self._check_input(input)
        single = input.dim() == 2
        x = self._sequence(input)
        n = self.num_layers * (2 if self.bidirectional else 1)
        if hx is None:
            zeros = torch.zeros(n, x.shape[1], self.hidden_size, dtype=x.dtype)
            hx = (zeros, zeros)
        elif single:
            hx = (hx[0].unsqueeze(1), hx[1].unsqueeze(1))
        self._check_state(hx[0], x.shape[1], "hidden[0]")
        self._check_state(hx[1], x.shape[1], "hidden[1]")
        rows, last = self._layers(list(x.unbind(0)), lambda k: (hx[0][k], hx[1][k]))
        h = torch.stack([state[0] for state in last])
        c = torch.stack([state[1] for state in last])
        return self._joined(rows, single), (h.squeeze(1), c.squeeze(1)) if single else (h, c)
