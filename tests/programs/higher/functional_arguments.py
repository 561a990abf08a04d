from torch.autograd import functional as AF
x = torch.tensor([1.0, 2.0])
print(AF.jacobian(lambda a, b: (a * 2, b.sum()), (x, x)))
# expect: ((tensor([[2., 0.],
# expect:         [0., 2.]]), tensor([[0., 0.],
# expect:         [0., 0.]])), (tensor([0., 0.]), tensor([1., 1.])))
print(AF.hessian(lambda a, b: (a ** 3 * b).sum(), (x, x)))
# expect: ((tensor([[ 6.,  0.],
# expect:         [ 0., 24.]]), tensor([[ 3.,  0.],
# expect:         [ 0., 12.]])), (tensor([[ 3.,  0.],
# expect:         [ 0., 12.]]), tensor([[0., 0.],
# expect:         [0., 0.]])))
print(AF.vjp(lambda a, b: a ** 2 * b, (x, x), torch.ones(2)))
# expect: (tensor([1., 8.]), (tensor([2., 8.]), tensor([1., 4.])))
for call in (lambda: AF.jacobian(lambda a: a, 3), lambda: AF.jacobian(lambda a: (a, 3), x),
             lambda: AF.jacobian(lambda a: torch.ones(2), x, strict=True),
             lambda: AF.jacobian(lambda a, b: a * 2, (x, x), strict=True),
             lambda: AF.hessian(lambda a: (a, a), x), lambda: AF.vjp(lambda a: a * 2, x),
             lambda: AF.jvp(lambda a: a * 2, x, torch.ones(3)), lambda: AF.vhp(torch.sum, x)):
    try:
        call()
    except (RuntimeError, TypeError) as error:
        print(error)
        # expect: The inputs given to jacobian must be either a Tensor or a tuple of Tensors but the given inputs has type <class 'int'>.
        # expect: The outputs of the user-provided function given to jacobian must be either a Tensor or a tuple of Tensors but the value at index 1 has type <class 'int'>.
        # expect: Output 0 of the user-provided function does not require gradients. The outputs must be computed in a differentiable manner from the input when running in strict mode.
        # expect: Output 0 of the user-provided function is independent of input 1. This is not allowed in strict mode.
        # expect: The function given to hessian should return a single Tensor
        # expect: The vector v can only be None if the user-provided function returns a single Tensor with a single element.
        # expect: v has invalid size: should be torch.Size([2]) but got torch.Size([3]).
        # expect: The vector v can only be None if the input to the user-provided function is a single Tensor with a single element.
