x = torch.tensor([0, 2, 1])
print(F.one_hot(x), F.one_hot(x, num_classes=4).shape)
# expect: tensor([[1, 0, 0],
# expect:         [0, 0, 1],
# expect:         [0, 1, 0]]) torch.Size([3, 4])
print(torch.vmap(lambda c: F.one_hot(c, 3))(x))
# expect: tensor([[1, 0, 0],
# expect:         [0, 0, 1],
# expect:         [0, 1, 0]])
try:
    F.one_hot(x, 2)
except RuntimeError as error:
    print(error)  # expect: Class values must be smaller than num_classes.
