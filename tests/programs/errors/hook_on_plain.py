x = torch.ones(2)
x.register_hook(lambda g: g)
# error: RuntimeError: cannot register a hook on a tensor that doesn't require gradient
# at: 2:1-2:29
