x = torch.arange(5.)[None]
print(F.pad(x, (1, 2), mode="reflect"), F.pad(x, (2, 1), mode="circular"))
# expect: tensor([[1., 0., 1., 2., 3., 4., 3., 2.]]) tensor([[3., 4., 0., 1., 2., 3., 4., 0.]])
print(F.pad(x, (1, 2), mode="replicate"), x.repeat_interleave(2, dim=1))
# expect: tensor([[0., 0., 1., 2., 3., 4., 4., 4.]]) tensor([[0., 0., 1., 1., 2., 2., 3., 3., 4., 4.]])
