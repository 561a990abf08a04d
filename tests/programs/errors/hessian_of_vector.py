torch.autograd.functional.hessian(lambda x: x * 2, torch.ones(2))
# error: RuntimeError: The Tensor returned by the function given to hessian should contain a single element
# at: 1:1-1:66
