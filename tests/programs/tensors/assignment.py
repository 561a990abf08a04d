x = torch.zeros(3, 3)
x[0] = 1
x[1, 1] = 5
x[:, 2] = torch.tensor([7.0, 8.0, 9.0])
x[x == 0] = -1
x[2, :2] += 10
print(x)
# expect: tensor([[ 1.,  1.,  7.],
# expect:         [-1.,  5.,  8.],
# expect:         [ 9.,  9.,  9.]])
x[[0, 2], 0] = torch.tensor([100.0, 200.0])
x[...] *= 2
print(x)
# expect: tensor([[200.,   2.,  14.],
# expect:         [ -2.,  10.,  16.],
# expect:         [400.,  18.,  18.]])
