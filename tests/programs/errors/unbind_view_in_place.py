x = torch.ones(2, requires_grad=True) * 2
a, b = x.unbind()
a.mul_(2)
# error: RuntimeError: Output 0 of Unbind is a view and is being modified inplace. This view is the output of a function that returns multiple views. Such functions do not allow the output views to be modified inplace. You should replace the inplace operation by an out-of-place one.
# at: 3:1-3:10
