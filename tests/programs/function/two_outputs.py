class Split(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2, x * 3
    @staticmethod
    def backward(ctx, g1, g2):
        print(g1, g2)
        return g1 * 2 + g2 * 3
x = torch.tensor([1.0, 2.0], requires_grad=True)
a, b = Split.apply(x)
a.sum().backward()  # expect: tensor([1., 1.]) tensor([0., 0.])
print(x.grad, b)  # expect: tensor([2., 2.]) tensor([3., 6.], grad_fn=<SplitBackward>)
