class MulAdd(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b, k):
        ctx.save_for_backward(a, b)
        ctx.k = k
        return a * b + k
    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        print("backward", ctx.k, ctx.needs_input_grad)
        return g * b, g * a, None
a, b = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0)
y = MulAdd.apply(a, b, 10)
y.backward()  # expect: backward 10 (True, False, False)
print(y, a.grad, b.grad)  # expect: tensor(16., grad_fn=<MulAddBackward>) tensor(3.) None
