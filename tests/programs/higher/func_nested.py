from torch.func import grad, vjp, jvp, jacrev, jacfwd, linearize
x = torch.tensor([1.0, 2.0])
w = torch.tensor(3.0, requires_grad=True)
print(grad(grad(lambda t: t ** 3))(torch.tensor(2.0)))  # expect: tensor(12.)
print(grad(lambda t: t * grad(lambda s: s * t)(torch.tensor(5.0)))(torch.tensor(4.0)))
# expect: tensor(8.)
g = grad(lambda t: (w * t ** 2).sum())(x)
print(g)  # expect: tensor([ 6., 12.], grad_fn=<MulBackward0>)
g.sum().backward()
print(w.grad)  # expect: tensor(6.)
print(grad(lambda t: (t ** 2).sum())(x).requires_grad)  # expect: False
print(grad(lambda d: (d["a"] ** 2 * d["b"]).sum())({"a": x, "b": x}))
# expect: {'a': tensor([2., 8.]), 'b': tensor([1., 4.])}
print(jacrev(lambda a, b: a ** 2 * b, argnums=(0, 1))(x, x))
# expect: (tensor([[2., 0.],
# expect:         [0., 8.]]), tensor([[1., 0.],
# expect:         [0., 4.]]))
print(jacfwd(lambda t: (t ** 2, t.sum()))(x))
# expect: (tensor([[2., 0.],
# expect:         [0., 4.]]), tensor([1., 1.]))
print(vjp(lambda a, b: (a ** 2, b), x, x)[1]((torch.ones(2), x)))
# expect: (tensor([2., 4.]), tensor([1., 2.]))
print(jvp(lambda t: (t * t, t.sum()), (x,), (torch.ones(2),)), linearize(torch.sin, x)[1](x))
# expect: ((tensor([1., 4.]), tensor(3.)), (tensor([2., 4.]), tensor(2.))) tensor([ 0.5403, -0.8323])
for call in (lambda: grad(lambda t: (t, 1))(x), lambda: grad(lambda t: t.sum())(3.0),
             lambda: grad(lambda t: t.sum(), argnums=2)(x), lambda: jvp(torch.sin, x, x)):
    try:
        call()
    except (RuntimeError, ValueError) as error:
        print(error)
        # expect: grad_and_value(f)(*args): Expected f(*args) to return a Tensor, got <class 'tuple'>
        # expect: Thing passed to transform API must be Tensor, got <class 'float'>
        # expect: Got argnum=2, but only 1 positional inputs
        # expect: jvp(f, primals, tangents): Expected primals to be a tuple. E.g. it should be valid to call f(*primals).
