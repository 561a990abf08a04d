w = torch.ones(3, requires_grad=True)
print(w.is_leaf)  # expect: True
w += 1
# error: RuntimeError: a leaf Variable that requires grad is being used in an in-place operation.
# at: 3:1-3:7
