x = torch.ones(3, requires_grad=True)
y = x * 2
for name, value in (("grad", 3), ("grad", torch.ones(2)), ("grad", x), ("requires_grad", 1),
                    ("data", 3), ("data", torch.ones(3, dtype=torch.int64)), ("is_leaf", True)):
    try:
        setattr(x, name, value)
    except (RuntimeError, TypeError, AttributeError) as error:
        print(error)
        # expect: assigned grad expected to be a Tensor or None but got grad of type int
        # expect: attempting to assign a gradient of size '[2]' to a tensor of size '[3]'. Please ensure that the gradient and the tensor are the same size
        # expect: can't assign Variable as its own grad
        # expect: requires_grad must be a bool
        # expect: Variable data has to be a tensor, but got int
        # expect: data set to a tensor that requires gradients must be floating point or complex dtype
        # expect: attribute 'is_leaf' of 'torch._C.TensorBase' objects is not writable
try:
    y.requires_grad = False
except RuntimeError as error:
    print(error)
    # expect: you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach().
x.data = torch.zeros(2)
print(x, x.is_leaf)  # expect: tensor([0., 0.], requires_grad=True) True
x.grad = torch.ones(2)
del x.grad
print(x.grad)  # expect: None
