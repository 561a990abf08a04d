# torch.utils.checkpoint. What a backward pass needs is kept, not computed again: the gradients are
# the same.

@plain
def checkpoint(function, *args, use_reentrant=None, context_fn=None, determinism_check="default",
        debug=False, preserve_rng_state=True, **kwargs):
    """function(*args, **kwargs)."""
    return function(*args, **kwargs)

@plain
def checkpoint_sequential(functions, segments, input, use_reentrant=None):
    """The functions one after the other."""
    for function in functions:
        input = function(input)
    return input
