x = torch.arange(3)
x.requires_grad_()
# error: RuntimeError: only Tensors of floating point dtype can require gradients
# at: 2:1-2:19
