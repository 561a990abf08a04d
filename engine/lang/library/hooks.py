# torch.utils.hooks.

# What adding a hook gives.
class RemovableHandle:
    def __init__(self, entry):
        self._entry = entry

    def remove(self):
        if self._entry is not None:
            prim.remove_hook(self._entry)
        self._entry = None

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        self.remove()
