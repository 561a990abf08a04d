a = torch.ones(3, requires_grad=True)
with torch.no_grad():
    b = a[0]
print(b, b.is_leaf)  # expect: tensor(1., requires_grad=True) True
c = a * 1
for view in (b, c.unbind()[0], a[1:]):
    try:
        view += 1
    except RuntimeError as error:
        print(error)
        # expect: A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked).
        # expect: Output 0 of Unbind is a view and is being modified inplace. This view is the output of a function that returns multiple views. Such functions do not allow the output views to be modified inplace. You should replace the inplace operation by an out-of-place one.
        # expect: a view of a leaf Variable that requires grad is being used in an in-place operation.
try:
    c[0].detach_()
except RuntimeError as error:
    print(error)
    # expect: Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for training, and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence detach_() cannot be called on these gradients. To fix this error, please refer to the Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution.
