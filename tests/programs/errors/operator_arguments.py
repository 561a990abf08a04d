x = torch.ones(2, 2)


def tell(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, str(e).split("\n")[0])


tell(lambda: x.sum(axes=1))
# expect: TypeError sum() received an invalid combination of arguments - got (axes=int, ), but expected one of:
tell(lambda: torch.sum(x, dim="a"))
# expect: TypeError sum() received an invalid combination of arguments - got (Tensor, dim=str), but expected one of:
tell(lambda: x.add("a"))
# expect: TypeError add(): argument 'other' (position 1) must be Tensor, not str
tell(lambda: x.add_("a"))
# expect: TypeError add_(): argument 'other' (position 1) must be Tensor, not str
tell(lambda: torch.exp())
# expect: TypeError exp() missing 1 required positional arguments: "input"
tell(lambda: torch.maximum(x, 2))
# expect: TypeError maximum(): argument 'other' (position 2) must be Tensor, not int
tell(lambda: torch.eq(2, x))
# expect: TypeError eq() received an invalid combination of arguments - got (int, Tensor), but expected one of:
tell(lambda: x.matmul(2))
# expect: TypeError matmul(): argument 'other' (position 1) must be Tensor, not int
tell(lambda: x @ 2)  # expect: TypeError unsupported operand type(s) for @: 'Tensor' and 'int'
tell(lambda: torch.zeros(2.5))
# expect: TypeError zeros(): argument 'size' (position 1) must be tuple of ints, not float
tell(lambda: x.reshape(2, 2.0))
# expect: TypeError reshape(): argument 'shape' failed to unpack the object at pos 2 with error "type must be tuple of ints,but got float"
tell(lambda: x.transpose(0))
# expect: TypeError transpose() missing 1 required positional arguments: "dim1"
tell(lambda: x.unsqueeze(1.0))
# expect: TypeError unsqueeze(): argument 'dim' (position 1) must be int, not float
tell(lambda: torch.cat(x))
# expect: TypeError cat(): argument 'tensors' (position 1) must be tuple of Tensors, not Tensor
tell(lambda: torch.cat([x, 2]))
# expect: TypeError expected Tensor as element 1 in argument 0, but got int
tell(lambda: torch.stack([]))  # expect: RuntimeError stack expects a non-empty TensorList
tell(lambda: x.permute(0, 1, 2))
# expect: RuntimeError permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = 2 is not equal to len(dims) = 3
tell(lambda: torch.topk(x, 5))  # expect: RuntimeError selected index k out of range
tell(lambda: torch.tensor([1]) // 0)  # expect: RuntimeError ZeroDivisionError
tell(lambda: torch.inverse(torch.zeros(2, 2)))
# expect: _LinAlgError linalg.inv: The diagonal element 1 is zero, the inversion could not be completed because the input matrix is singular.
tell(lambda: torch.linalg.cholesky(-torch.eye(2)))
# expect: _LinAlgError linalg.cholesky: The factorization could not be completed because the input is not positive-definite (the leading minor of order 1 is not positive-definite).
tell(lambda: torch.linalg.solve(torch.ones(2, 2), x))
# expect: _LinAlgError torch.linalg.solve: The solver failed because the input matrix is singular.
tell(lambda: torch.floor(torch.tensor([True])))
# expect: NotImplementedError "floor_vml_cpu" not implemented for 'Bool'
tell(lambda: torch.tensor([2]) ** -1)
# expect: RuntimeError Integers to negative integer powers are not allowed.
tell(lambda: torch.tensor([1.0]) & 1)
# expect: NotImplementedError "bitwise_and_cpu" not implemented for 'Float'
