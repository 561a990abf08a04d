a = torch.ones(2, 3)
b = torch.ones(4)
c = a + b
# error: RuntimeError: The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1
# at: 3:5-3:10
