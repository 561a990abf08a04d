from torch import vmap
print(torch.vmap(torch.dot)(torch.ones(3, 2), torch.ones(3, 2)), vmap(torch.sum)(torch.ones(2, 2)))
# expect: tensor([2., 2., 2.]) tensor([2., 2.])
