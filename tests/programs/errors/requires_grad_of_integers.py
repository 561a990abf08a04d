torch.tensor([1, 2], requires_grad=True)
# error: RuntimeError: Only Tensors of floating point and complex dtype can require gradients
# at: 1:1-1:41
