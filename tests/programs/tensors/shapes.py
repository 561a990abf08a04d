x = torch.arange(6)
print(x.reshape(2, 3), x.view(3, -1), x.reshape(-1), x.unsqueeze(0).shape, x[None].squeeze().shape, x.view(2, 3).t())
# expect: tensor([[0, 1, 2],
# expect:         [3, 4, 5]]) tensor([[0, 1],
# expect:         [2, 3],
# expect:         [4, 5]]) tensor([0, 1, 2, 3, 4, 5]) torch.Size([1, 6]) torch.Size([6]) tensor([[0, 3],
# expect:         [1, 4],
# expect:         [2, 5]])
y = torch.arange(24).reshape(2, 3, 4)
print(y.transpose(1, 2).shape, y.permute(2, 0, 1).shape, y.flatten().shape, y.flatten(1).shape, y.swapaxes(0, 2).shape)
# expect: torch.Size([2, 4, 3]) torch.Size([4, 2, 3]) torch.Size([24]) torch.Size([2, 12]) torch.Size([4, 3, 2])
print(y.movedim(0, 2).shape, y.mT.shape, x.view(2, 3).T, y.unflatten(2, (2, 2)).shape)
# expect: torch.Size([3, 4, 2]) torch.Size([2, 4, 3]) tensor([[0, 3],
# expect:         [1, 4],
# expect:         [2, 5]]) torch.Size([2, 3, 2, 2])
