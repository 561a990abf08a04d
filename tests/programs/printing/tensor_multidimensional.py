print(torch.arange(8.0).reshape(2, 2, 2) / 3)
# expect: tensor([[[0.0000, 0.3333],
# expect:          [0.6667, 1.0000]],
# expect:
# expect:         [[1.3333, 1.6667],
# expect:          [2.0000, 2.3333]]])
torch.arange(24).reshape(2, 1, 3, 4)
# expect: tensor([[[[ 0,  1,  2,  3],
# expect:           [ 4,  5,  6,  7],
# expect:           [ 8,  9, 10, 11]]],
# expect:
# expect:
# expect:         [[[12, 13, 14, 15],
# expect:           [16, 17, 18, 19],
# expect:           [20, 21, 22, 23]]]])
