print(torch.normal(0.0, 2.0, (3,)), torch.bernoulli(torch.full((5,), 0.5)), torch.empty(3).uniform_(-1, 1))
# expect: tensor([ 3.0820, -0.5869, -4.3576]) tensor([1., 0., 1., 1., 1.]) tensor([-0.6623, -0.4122,  0.0370])
print(torch.multinomial(torch.tensor([0.2, 0.3, 0.5]), 4, replacement=True), torch.empty(3).normal_(), torch.rand_like(torch.ones(2)))
# expect: tensor([2, 1, 1, 0]) tensor([ 0.5684, -0.8567,  1.1006]) tensor([0.1852, 0.3734])
