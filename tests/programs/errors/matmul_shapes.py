a = torch.ones(2, 3)
b = torch.ones(2, 3)
print(a @ b.t())
# expect: tensor([[3., 3.],
# expect:         [3., 3.]])
print(a @ b)
# error: RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)
# at: 6:7-6:12
