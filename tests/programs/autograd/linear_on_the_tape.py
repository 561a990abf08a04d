layer = nn.Linear(3, 2)
out = layer(torch.ones(1, 3, requires_grad=True).relu())
print([f.name() for f, _ in out.grad_fn.next_functions])
# expect: ['torch::autograd::AccumulateGrad', 'ReluBackward0', 'TBackward0']
print(out.grad_fn.next_functions[2][0].next_functions[0][0].variable is layer.weight)
# expect: True
out = nn.Linear(3, 2, bias=False)(torch.ones(1, 3))
print(out.grad_fn.name(), out.grad_fn.next_functions[0], out.grad_fn.next_functions[1][0].name())
# expect: MmBackward0 (None, 0) TBackward0
