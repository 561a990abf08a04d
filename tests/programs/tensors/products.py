a, b = torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([1.0, -1.0])
print(a @ b, a @ a, b @ b, torch.matmul(a, b), a.mm(a), a.mv(b), b.dot(b), torch.outer(b, b), a.matmul(a.t()))
# expect: tensor([-1., -1.]) tensor([[ 7., 10.],
# expect:         [15., 22.]]) tensor(2.) tensor([-1., -1.]) tensor([[ 7., 10.],
# expect:         [15., 22.]]) tensor([-1., -1.]) tensor(2.) tensor([[ 1., -1.],
# expect:         [-1.,  1.]]) tensor([[ 5., 11.],
# expect:         [11., 25.]])
print(torch.einsum("ij,j->i", a, b), torch.einsum("ij->ji", a), torch.bmm(a[None], a[None]), torch.trace(a))
# expect: tensor([-1., -1.]) tensor([[1., 3.],
# expect:         [2., 4.]]) tensor([[[ 7., 10.],
# expect:          [15., 22.]]]) tensor(5.)
