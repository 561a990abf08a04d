g = torch.Generator().manual_seed(7)
print(torch.rand(2, generator=g), torch.rand(2), torch.initial_seed(), g.initial_seed())
# expect: tensor([0.5349, 0.1988]) tensor([0.4963, 0.7682]) 0 7
