class Reverse(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, scale):
        ctx.scale = scale
        return x.view_as(x)
    @staticmethod
    def backward(ctx, g):
        return -ctx.scale * g, None
x = torch.tensor([1.0, 2.0], requires_grad=True)
Reverse.apply(x * 3, 0.5).sum().backward()
print(x.grad)  # expect: tensor([-1.5000, -1.5000])
