def refused(f):
    try:
        f()
        print("written", x)
    except RuntimeError as e:
        print(e)

x = torch.zeros(1).expand(3)
refused(lambda: x.add_(1))
# expect: unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.
refused(lambda: x.copy_(torch.ones(3)))
# expect: unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.
refused(lambda: x[1:].mul_(2))
# expect: unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.
refused(lambda: x.exp_())
# expect: unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.
refused(lambda: x.fill_(3))  # expect: written tensor([3., 3., 3.])
refused(lambda: x.masked_fill_(x > 0, 2.0))  # expect: written tensor([2., 2., 2.])
refused(lambda: x.index_fill_(0, torch.arange(3), 1.0))  # expect: written tensor([1., 1., 1.])
refused(lambda: x.zero_())  # expect: written tensor([0., 0., 0.])
x[0] = 5.0
print(x)  # expect: tensor([5., 5., 5.])
try:
    x += 1
except RuntimeError as e:
    print(e)
    # expect: unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.
try:
    x[:] = torch.tensor([1.0, 2.0, 3.0])
except RuntimeError as e:
    print(e)
    # expect: unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.
y = torch.zeros(1, 2).expand(1, 2)
y.add_(1)
print(y)  # expect: tensor([[1., 1.]])
