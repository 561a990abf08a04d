class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x
    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, g):
        return 2 * ctx.saved_tensors[0] * g
a = torch.tensor([2.0, 3.0], requires_grad=True)
(g,) = torch.autograd.grad(Square.apply(a).sum(), a, create_graph=True)
print(g)  # expect: tensor([4., 6.])
