a = torch.ones(2)
b = (a
     + torch.ones(3)
     * 2)
# error: RuntimeError: The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0
# at: 2:6-4:9
