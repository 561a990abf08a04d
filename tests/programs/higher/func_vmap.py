print(torch.func.vmap(lambda a, b: a @ b)(torch.ones(3, 2), torch.arange(6.0).reshape(3, 2)))
# expect: tensor([1., 5., 9.])
per_sample = torch.func.vmap(torch.func.grad(lambda w, x: (w * x).sum() ** 2), in_dims=(None, 0))
print(per_sample(torch.ones(2), torch.tensor([[1.0, 2.0], [3.0, 4.0]])))
# expect: tensor([[ 6., 12.],
# expect:         [42., 56.]])
