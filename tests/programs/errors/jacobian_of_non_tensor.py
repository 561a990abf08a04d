torch.autograd.functional.jacobian(lambda x: 3, torch.ones(2))
# error: TypeError: The outputs of the user-provided function given to jacobian must be either a Tensor or a tuple of Tensors but the given outputs of the user-provided function has type <class 'int'>.
# at: 1:1-1:63
