torch.bmm(torch.ones(2, 2), torch.ones(2, 2))
# error: RuntimeError: batch1 must be a 3D tensor
# at: 1:1-1:46
