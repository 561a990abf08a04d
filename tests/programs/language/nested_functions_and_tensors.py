def make_model(sizes):
    layers = [(torch.randn(i, o, requires_grad=True), torch.zeros(o, requires_grad=True)) for i, o in zip(sizes, sizes[1:])]
    def forward(x):
        for n, (w, b) in enumerate(layers):
            x = x @ w + b
            if n < len(layers) - 1:
                x = x.tanh()
        return x
    return forward, [p for pair in layers for p in pair]
net, params = make_model([2, 3, 1])
net(torch.ones(1, 2)).sum().backward()
print(len(params), [tuple(p.grad.shape) for p in params], params[-1].grad)
# expect: 4 [(2, 3), (3,), (3, 1), (1,)] tensor([1.])
