class Top(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        v, i = x.max(0)
        ctx.mark_non_differentiable(i)
        ctx.save_for_backward(i)
        ctx.n = x.numel()
        return v, i
    @staticmethod
    def backward(ctx, g, _):
        (i,) = ctx.saved_tensors
        out = torch.zeros(ctx.n)
        out[i] = g
        return out
x = torch.tensor([1.0, 5.0, 2.0], requires_grad=True)
v, i = Top.apply(x)
v.backward()
print(v, i, x.grad)  # expect: tensor(5., grad_fn=<TopBackward>) tensor(1) tensor([0., 1., 0.])
