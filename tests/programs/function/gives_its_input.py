class Same(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x
    @staticmethod
    def backward(ctx, g):
        return 10 * g
class Increment(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x)
        x.add_(1)
        return x
    @staticmethod
    def backward(ctx, g):
        return g
a = torch.tensor([1.0, 2.0], requires_grad=True)
y = Same.apply(a)
print(y, y is a)  # expect: tensor([1., 2.], grad_fn=<SameBackward>) False
b = a * 1
c = Increment.apply(b)
print(c, c is b)  # expect: tensor([2., 3.], grad_fn=<IncrementBackward>) True
(y + c).sum().backward()
print(a.grad)  # expect: tensor([11., 11.])
try:
    Increment.apply(a)
except RuntimeError as error:
    print(error)
    # expect: a leaf Variable that requires grad has been used in an in-place operation.
