from torch.func import vmap, grad
x = torch.arange(6.0).reshape(2, 3)
print(vmap(lambda a, b: a * b, in_dims=(0, None), out_dims=1)(torch.ones(3), torch.ones(2)))
# expect: tensor([[1., 1., 1.],
# expect:         [1., 1., 1.]])
print(vmap(lambda a: (a, a * 2))(torch.ones(3)), vmap(lambda d: d["a"] * 2)({"a": torch.ones(2)}))
# expect: (tensor([1., 1., 1.]), tensor([2., 2., 2.])) tensor([2., 2.])
print(vmap(vmap(lambda a: a * 2))(x), vmap(grad(lambda a: a ** 3))(torch.tensor([1.0, 2.0])))
# expect: tensor([[ 0.,  2.,  4.],
# expect:         [ 6.,  8., 10.]]) tensor([ 3., 12.])
for call in (lambda: vmap(lambda a: a.item())(x[0]), lambda: vmap(lambda a: a if a > 0 else -a)(x[0]),
             lambda: vmap(lambda a, b: a * b)(torch.ones(3), torch.ones(2)),
             lambda: vmap(lambda a: 3)(x), lambda: vmap(lambda a: a)(torch.tensor(1.0))):
    try:
        call()
    except (RuntimeError, ValueError) as error:
        print(error)
        # expect: vmap: It looks like you're calling .item() on a Tensor. We don't support vmap over calling .item() on a Tensor, please try to rewrite what you're doing with other operations. If error is occurring somewhere inside PyTorch internals, please file a bug report.
        # expect: vmap: It looks like you're attempting to use a Tensor in some data-dependent control flow. We don't support that yet, please file an issue at https://github.com/pytorch/pytorch/issues .
        # expect: vmap: Expected all tensors to have the same size in the mapped dimension, got sizes [3, 2] for the mapped dimension
        # expect: vmap(<lambda>, ...): `<lambda>` must only return Tensors, got type <class 'int'>. Did you mean to set out_dims= to None for output?
        # expect: vmap(<lambda>, in_dims=0, ...)(<inputs>): Got in_dim=0 for some input, but that input is a Tensor of dimensionality 0 so expected in_dim to satisfy -0 <= in_dim < 0.
