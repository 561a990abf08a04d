class A:
    pass
class B(A):
    def f(self):
        return super().f()
        # error: AttributeError: 'super' object has no attribute 'f'
        # at: 5:16-5:25
B().f()
