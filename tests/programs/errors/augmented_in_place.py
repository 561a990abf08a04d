a = torch.ones(2, 3)
b = torch.ones(2)
for step in range(2):
    a += b
    # error: RuntimeError: The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1
    # at: 4:5-4:11
