x = torch.tensor([1.0, 2.0])
y = x
x.add_(1).mul_(2)
print(x, y is x, y)  # expect: tensor([4., 6.]) True tensor([4., 6.])
x.sub_(torch.tensor([1.0, 0.0])).div_(2)
print(x, x.pow_(2), x.zero_(), x.fill_(3), x.neg_(), x.abs_(), x.sqrt_(), x.exp_())
# expect: tensor([5.6522, 5.6522]) tensor([5.6522, 5.6522]) tensor([5.6522, 5.6522]) tensor([5.6522, 5.6522]) tensor([5.6522, 5.6522]) tensor([5.6522, 5.6522]) tensor([5.6522, 5.6522]) tensor([5.6522, 5.6522])
