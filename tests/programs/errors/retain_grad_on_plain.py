x = torch.ones(2)
x.retain_grad()
# error: RuntimeError: can't retain_grad on Tensor that has requires_grad=False
# at: 2:1-2:16
