x = torch.tensor([[3.0, 4.0]])
print(F.normalize(x, dim=1), F.pad(x, (1, 1)), F.one_hot(torch.tensor([0, 2]), 3), F.cosine_similarity(x, x))
# expect: tensor([[0.6000, 0.8000]]) tensor([[0., 3., 4., 0.]]) tensor([[1, 0, 0],
# expect:         [0, 0, 1]]) tensor([1.])
print(F.layer_norm(x, (2,)), F.pad(x, (0, 1), value=9.0), F.embedding(torch.tensor([1, 0]), torch.tensor([[1.0], [2.0]])))
# expect: tensor([[-1.0000,  1.0000]]) tensor([[3., 4., 9.]]) tensor([[2.],
# expect:         [1.]])
