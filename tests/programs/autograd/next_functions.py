x = torch.tensor(2.0, requires_grad=True)
y = x * x + 1
f = y.grad_fn
print(f.name(), len(f.next_functions), f.next_functions[0][0].name(), f.next_functions[0][1], f.next_functions[1])
# expect: AddBackward0 2 MulBackward0 0 (None, 0)
m = f.next_functions[0][0]
print([n.name() for n, _ in m.next_functions], m.next_functions[0][0].variable is x)
# expect: ['torch::autograd::AccumulateGrad', 'torch::autograd::AccumulateGrad'] True
