F.cross_entropy(torch.randn(2, 3), torch.tensor([0., 1.]))
# error: RuntimeError: expected target dtype to be Long or Byte, but got Float
# at: 1:1-1:59
