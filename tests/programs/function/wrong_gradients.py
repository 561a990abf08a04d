def make(result):
    class Double(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2
        @staticmethod
        def backward(ctx, g):
            return result(g)
    return Double
a = torch.tensor([1.0, 2.0], requires_grad=True)
for result in (lambda g: (g, g), lambda g: g[0], lambda g: 2, lambda g: (g, None), lambda g: None):
    try:
        make(result).apply(a).sum().backward()
        print(a.grad)
    except RuntimeError as error:
        print(error)
        # expect: function DoubleBackward returned an incorrect number of gradients (expected 1, got 2)
        # expect: Function DoubleBackward returned an invalid gradient at index 0 - got [] but expected shape compatible with [2]
        # expect: expected Variable or None (got int)
        # expect: tensor([1., 1.])
        # expect: tensor([1., 1.])
