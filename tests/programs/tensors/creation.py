print(torch.tensor([1, 2]), torch.tensor(1.5), torch.tensor([True, False]), torch.tensor([[1.0], [2]]))
# expect: tensor([1, 2]) tensor(1.5000) tensor([ True, False]) tensor([[1.],
# expect:         [2.]])
print(torch.zeros(2), torch.ones(2, 1), torch.full((2,), 7), torch.full((1, 2), 0.5), torch.eye(2))
# expect: tensor([0., 0.]) tensor([[1.],
# expect:         [1.]]) tensor([7, 7]) tensor([[0.5000, 0.5000]]) tensor([[1., 0.],
# expect:         [0., 1.]])
print(torch.arange(4), torch.arange(1, 2, 0.25), torch.arange(5, 1, -2), torch.linspace(0, 1, 5))
# expect: tensor([0, 1, 2, 3]) tensor([1.0000, 1.2500, 1.5000, 1.7500]) tensor([5, 3]) tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])
print(torch.zeros((2, 2), dtype=torch.int64), torch.ones(2, dtype=torch.bool), torch.empty(2, 0))
# expect: tensor([[0, 0],
# expect:         [0, 0]]) tensor([True, True]) tensor([], size=(2, 0))
