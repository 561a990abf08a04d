# The gradient is that of a symmetric matrix, though only one triangle is read.
S = torch.tensor([[4., 1.], [1., 3.]], requires_grad=True)
L = torch.linalg.cholesky(S)
print(L.grad_fn.name(), torch.linalg.cholesky(S, upper=True).grad_fn.name())
# expect: LinalgCholeskyExBackward0 LinalgCholeskyExBackward0
print(torch.autograd.grad(L.sum(), S, only_inputs=True))
# expect: (tensor([[0.2063, 0.1746],
# expect:         [0.1746, 0.3015]]),)
L = torch.linalg.cholesky(torch.tensor([[4., 7.], [1., 3.]]))
print(L, torch.linalg.slogdet(S.detach()))
# expect: tensor([[2.0000, 0.0000],
# expect:         [0.5000, 1.6583]]) torch.return_types.linalg_slogdet(
# expect: sign=tensor(1.),
# expect: logabsdet=tensor(2.3979))
