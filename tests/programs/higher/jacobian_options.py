from torch.autograd.functional import jacobian
x = torch.tensor([1.0, 2.0], requires_grad=True)
J = jacobian(lambda t: t ** 3, x, create_graph=True)
print(J, J.requires_grad)
# expect: tensor([[ 3.,  0.],
# expect:         [ 0., 12.]], grad_fn=<ViewBackward0>) True
print(jacobian(lambda t: (t, t.sum()), torch.ones(2)))
# expect: (tensor([[1., 0.],
# expect:         [0., 1.]]), tensor([1., 1.]))
print(jacobian(lambda t: t.exp(), torch.zeros(2), vectorize=True))
# expect: tensor([[1., 0.],
# expect:         [0., 1.]])
