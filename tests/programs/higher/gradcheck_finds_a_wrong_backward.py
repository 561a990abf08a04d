class Wrong(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2
    @staticmethod
    def backward(ctx, g):
        return g * 3
x = torch.tensor([1.0], dtype=torch.float64, requires_grad=True)
print(torch.autograd.gradcheck(Wrong.apply, (x,), raise_exception=False))  # expect: False
