class F2(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = x * 2
        print(y.requires_grad, torch.is_grad_enabled())
        return y
    @staticmethod
    def backward(ctx, g):
        print(torch.is_grad_enabled())
        return g * 2
x = torch.tensor(1.0, requires_grad=True)
y = F2.apply(x)  # expect: False False
print(y)  # expect: tensor(2., grad_fn=<F2Backward>)
y.backward()  # expect: False
