x = torch.tensor([3.0, 1.0, 2.0], requires_grad=True)
y = x.sort().values * torch.tensor([1.0, 10.0, 100.0])
y.sum().backward()
print(x.grad)  # expect: tensor([100.,   1.,  10.])
x.grad = None
(x.topk(2).values.prod() + x[x > 1].sum() + x[[0, 0]].sum()).backward()
print(x.grad)  # expect: tensor([5., 0., 4.])
