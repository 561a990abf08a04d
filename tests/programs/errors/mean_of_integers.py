torch.arange(3).mean()
# error: RuntimeError: mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: Long
# at: 1:1-1:23
