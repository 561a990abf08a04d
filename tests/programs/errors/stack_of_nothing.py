torch.stack([])
# error: RuntimeError: stack expects a non-empty TensorList
# at: 1:1-1:16
