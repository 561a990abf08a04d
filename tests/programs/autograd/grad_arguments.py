x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
z = torch.ones(3, requires_grad=True)
y = (x * x).sum()
print(torch.autograd.grad(y, [x, z], retain_graph=True, allow_unused=True))
# expect: (tensor([2., 4., 6.]), None)
print(torch.autograd.grad(y, [x, z], retain_graph=True, materialize_grads=True))
# expect: (tensor([2., 4., 6.]), tensor([0., 0., 0.]))
print(torch.autograd.grad(x * x, x, grad_outputs=torch.eye(3), is_grads_batched=True))
# expect: (tensor([[2., 0., 0.],
# expect:         [0., 4., 0.],
# expect:         [0., 0., 6.]]),)
print(torch.autograd.grad([x.sum(), y], x))  # expect: (tensor([3., 5., 7.]),)
for call in (lambda: torch.autograd.grad(y, torch.ones(3)),
             lambda: torch.autograd.grad(x * x, x, torch.ones(2)),
             lambda: torch.autograd.grad(y, []),
             lambda: torch.autograd.grad(y, z, materialize_grads=True, allow_unused=False),
             lambda: torch.autograd.backward(y, inputs=[]),
             lambda: torch.autograd.backward([y, y], grad_tensors=[None]),
             lambda: (x * x).backward([1.0])):
    try:
        call()
    except (RuntimeError, ValueError, TypeError) as error:
        print(type(error).__name__, error)
        # expect: RuntimeError One of the differentiated Tensors does not require grad
        # expect: RuntimeError Mismatch in shape: grad_output[0] has a shape of torch.Size([2]) and output[0] has a shape of torch.Size([3]).
        # expect: RuntimeError `inputs` argument to `grad()` cannot be empty.
        # expect: ValueError Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False.
        # expect: RuntimeError `inputs` argument to `backward()` cannot be empty.
        # expect: RuntimeError got 2 tensors and 1 gradients
        # expect: TypeError gradients can be either Tensors or None, but got float
