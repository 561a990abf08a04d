class Bad(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2
    @staticmethod
    def backward(ctx, g):
        raise ValueError("no derivative today")
        # error: ValueError: no derivative today
        # at: 7:9-7:48
x = torch.tensor(1.0, requires_grad=True)
Bad.apply(x).backward()
