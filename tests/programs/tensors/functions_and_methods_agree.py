x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
print(torch.equal(torch.sum(x, 1), x.sum(1)), torch.equal(torch.add(x, x), x.add(x)), torch.add(x, x, alpha=2), x.sub(1), x.mul(2), x.div(2))
# expect: True True tensor([[ 3.,  6.],
# expect:         [ 9., 12.]]) tensor([[0., 1.],
# expect:         [2., 3.]]) tensor([[2., 4.],
# expect:         [6., 8.]]) tensor([[0.5000, 1.0000],
# expect:         [1.5000, 2.0000]])
print(torch.is_tensor(x), isinstance(x, torch.Tensor), torch.numel(x), torch.flatten(x), torch.squeeze(x[None]).shape)
# expect: True True 4 tensor([1., 2., 3., 4.]) torch.Size([2, 2])
