# How tensors are printed, and what is known of their types.

@python
@plain
def set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None,
        sci_mode=None):
    """How tensors are printed from now on."""
    prim.set_print_options(precision, threshold, edgeitems, linewidth, profile, sci_mode)
