x = torch.tensor([4.0, 9.0])
print(x.sqrt(), x, x.sqrt_(), x)
# expect: tensor([2., 3.]) tensor([2., 3.]) tensor([2., 3.]) tensor([2., 3.])
