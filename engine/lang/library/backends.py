# torch.backends: none of them is there; what a program asks of them is kept and does nothing.

class _Absent:
    def is_available(self):
        return False

    def is_built(self):
        return False

cudnn = _Absent()
mps = _Absent()
cuda = _Absent()
mkldnn = _Absent()
