class Scale(torch.autograd.Function):
    @staticmethod
    def forward(x, k):
        return x * k, x + k
    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)
        ctx.set_materialize_grads(False)
    @staticmethod
    def backward(ctx, g, h):
        x, k = ctx.saved_tensors
        print(g, h, ctx.needs_input_grad)
        return g * k, g * x
a = torch.tensor([2.0, 3.0], requires_grad=True)
p, q = Scale.apply(a, a * 2)
print(p, q, p.grad_fn is q.grad_fn, q.output_nr, type(p.grad_fn).__name__)
# expect: tensor([ 8., 18.], grad_fn=<ScaleBackward>) tensor([6., 9.], grad_fn=<ScaleBackward>) True 1 ScaleBackward
p.sum().backward()  # expect: tensor([1., 1.]) None (True, True)
print(a.grad)  # expect: tensor([ 8., 12.])
try:
    p.sum().backward()
except RuntimeError as error:
    print(error)
    # expect: Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.
