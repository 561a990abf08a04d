torch.ones(3).chunk(0)
# error: RuntimeError: chunk expects `chunks` to be greater than 0, got: 0
# at: 1:1-1:23
