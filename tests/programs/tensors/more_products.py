a = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
print(torch.kron(a, torch.eye(2)).shape, torch.linalg.multi_dot([a, a, a]), torch.addmm(a, a, a), torch.baddbmm(a[None], a[None], a[None]))
# expect: torch.Size([4, 4]) tensor([[ 37.,  54.],
# expect:         [ 81., 118.]]) tensor([[ 8., 12.],
# expect:         [18., 26.]]) tensor([[[ 8., 12.],
# expect:          [18., 26.]]])
print(torch.cross(torch.tensor([1.0, 0.0, 0.0]), torch.tensor([0.0, 1.0, 0.0]), dim=0), torch.tensordot(a, a, dims=2), torch.cdist(a, a))
# expect: tensor([0., 0., 1.]) tensor(30.) tensor([[0.0000, 2.8284],
# expect:         [2.8284, 0.0000]])
print(torch.einsum("ij,jk,kl->il", a, a, a), torch.einsum("ii", a), torch.einsum("i,j->ij", a[0], a[1]))
# expect: tensor([[ 37.,  54.],
# expect:         [ 81., 118.]]) tensor(5.) tensor([[3., 4.],
# expect:         [6., 8.]])
