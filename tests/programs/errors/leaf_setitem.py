w = torch.ones(3, requires_grad=True)
w[0] = 5.0
# error: RuntimeError: a view of a leaf Variable that requires grad is being used in an in-place operation.
# at: 2:1-2:5
