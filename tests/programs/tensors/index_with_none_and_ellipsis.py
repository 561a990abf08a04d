x = torch.arange(6.0).reshape(1, 2, 3)
print(x[..., None].shape, x[:, None, ..., 1].shape, x[0, ..., 2], x[..., 1, :], x[None, ..., None].shape)
# expect: torch.Size([1, 2, 3, 1]) torch.Size([1, 1, 2]) tensor([2., 5.]) tensor([[3., 4., 5.]]) torch.Size([1, 1, 2, 3, 1])
