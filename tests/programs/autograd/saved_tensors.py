x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x ** 2
print(y.grad_fn._saved_self, y.grad_fn._saved_exponent, y.grad_fn._saved_self is x)
# expect: tensor([1., 2.], requires_grad=True) 2 True
z = x.exp()
print(z.grad_fn._saved_result, torch.equal(z, z.grad_fn._saved_result))
# expect: tensor([2.7183, 7.3891], grad_fn=<ExpBackward0>) True
p = x * z
print(p.grad_fn._saved_other, x.sum(0).grad_fn._saved_dim, x.view(2, 1).grad_fn._saved_self_sym_sizes)
# expect: tensor([2.7183, 7.3891], grad_fn=<ExpBackward0>) (0,) (2,)
