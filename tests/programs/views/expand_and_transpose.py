x = torch.tensor([[1.0], [2.0]], requires_grad=True)
y = x.expand(2, 3)
y.sum().backward()
print(x.grad, y.stride(), y.is_contiguous(), y.contiguous().stride())
# expect: tensor([[3.],
# expect:         [3.]]) (1, 0) False (3, 1)
z = torch.arange(6).reshape(2, 3).t()
print(z, z.is_contiguous(), z.reshape(-1), z.contiguous().view(-1))
# expect: tensor([[0, 3],
# expect:         [1, 4],
# expect:         [2, 5]]) False tensor([0, 3, 1, 4, 2, 5]) tensor([0, 3, 1, 4, 2, 5])
