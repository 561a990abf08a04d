class Two(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        return a * b
    @staticmethod
    def backward(ctx, g):
        return g
a = torch.tensor(1.0, requires_grad=True)
Two.apply(a, a).backward()
# error: RuntimeError: function TwoBackward returned an incorrect number of gradients (expected 2, got 1)
# at: 9:1-9:27
