x = torch.tensor(1.0)
assert x > 0
assert x > 2, 'x too small'
# error: AssertionError: x too small
# at: 3:8-3:13
