class Wrong(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2
    @staticmethod
    def backward(ctx, g):
        return g * 3
x = torch.tensor([1.0], dtype=torch.float64, requires_grad=True)
torch.autograd.gradcheck(Wrong.apply, (x,))
# error: GradcheckError: Jacobian mismatch for output 0 with respect to input 0,
# at: 9:1-9:44
