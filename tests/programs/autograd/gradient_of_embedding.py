table = torch.arange(6.0).reshape(3, 2).requires_grad_()
F.embedding(torch.tensor([0, 2, 2]), table).sum().backward()
print(table.grad)
# expect: tensor([[1., 1.],
# expect:         [0., 0.],
# expect:         [2., 2.]])
