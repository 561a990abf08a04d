def data_iter(batch_size, features, labels):
    n = len(features)
    for i in range(0, n, batch_size):
        j = min(i + batch_size, n)
        yield features[i:j], labels[i:j]

X = torch.arange(10.0).reshape(5, 2)
y = torch.arange(5.0)
for Xb, yb in data_iter(2, X, y):
    print(Xb, yb)
    # expect: tensor([[0., 1.],
    # expect:         [2., 3.]]) tensor([0., 1.])
    # expect: tensor([[4., 5.],
    # expect:         [6., 7.]]) tensor([2., 3.])
    # expect: tensor([[8., 9.]]) tensor([4.])
print(len(list(data_iter(2, X, y))))  # expect: 3
