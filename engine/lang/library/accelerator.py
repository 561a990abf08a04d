# torch.accelerator: there is none.

@plain
def is_available():
    return False

@plain
def device_count():
    return 0

@plain
def current_accelerator(check_available=False):
    return None
