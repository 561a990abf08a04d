# torch.cuda, of which there is none.

@plain
def is_available():
    """False."""
    return False

@plain
def device_count():
    """0."""
    return 0

@plain
def manual_seed(seed):
    """Nothing: there is no other stream of random numbers."""

@plain
def manual_seed_all(seed):
    """Nothing: there is no other stream of random numbers."""

@plain
def empty_cache():
    """Nothing."""
