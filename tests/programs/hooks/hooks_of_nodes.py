x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 2
after = y.grad_fn.register_hook(lambda inputs, outputs: print("after", inputs, outputs))
before = y.grad_fn.register_prehook(lambda outputs: print("before", outputs))
y.sum().backward(retain_graph=True)
# expect: before (tensor([1., 1.]),)
# expect: after (tensor([2., 2.]), None) (tensor([1., 1.]),)
before.remove()
after.remove()
y.register_hook(lambda g: 3)
try:
    y.sum().backward()
except TypeError as error:
    print(error)  # expect: expected Variable, but hook returned 'int'
