a, b = torch.arange(3.0), torch.arange(2.0)[:, None]
print(a + b, (a * b).shape, torch.ones(2, 1, 3) + torch.ones(4, 1) == 2)
# expect: tensor([[0., 1., 2.],
# expect:         [1., 2., 3.]]) torch.Size([2, 3]) tensor([[[True, True, True],
# expect:          [True, True, True],
# expect:          [True, True, True],
# expect:          [True, True, True]],
# expect:
# expect:         [[True, True, True],
# expect:          [True, True, True],
# expect:          [True, True, True],
# expect:          [True, True, True]]])
print(a.expand(2, 3), torch.broadcast_to(b, (2, 2)))
# expect: tensor([[0., 1., 2.],
# expect:         [0., 1., 2.]]) tensor([[0., 0.],
# expect:         [1., 1.]])
