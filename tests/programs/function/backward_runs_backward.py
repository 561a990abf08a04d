p = torch.full((2,), 3.0, requires_grad=True)

class Again(torch.autograd.Function):
    """Computes its result again when the gradient is asked for."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.sin(x) * p.detach()

    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        x = x.detach().requires_grad_()
        with torch.enable_grad():
            y = torch.sin(x) * p
        torch.autograd.backward(y, g)
        return x.grad

x = torch.ones(2, requires_grad=True)
b = Again.apply(x * p)
(b * p).sum().backward()
print(x.grad, p.grad)  # expect: tensor([-26.7298, -26.7298]) tensor([-8.0632, -8.0632])
