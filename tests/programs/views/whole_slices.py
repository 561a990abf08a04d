# A slice alone is always an operation; one between others that takes all is none.
x = torch.zeros(2, 3, requires_grad=True)
print(x[:].grad_fn.name(), x[:2].grad_fn.name(), x[0:9].grad_fn.name())
# expect: SliceBackward0 SliceBackward0 SliceBackward0
print(x[:, :].grad_fn.name(), x[:, :3].grad_fn.name(), x[:2, ...].grad_fn.name())
# expect: AliasBackward0 AliasBackward0 AliasBackward0
print(x[range(2), [0, 2]].grad_fn.name(), torch.arange(5)[range(1, 4)])
# expect: IndexBackward0 tensor([1, 2, 3])
