x = torch.tensor([1.0, 2.0], requires_grad=True)
w = torch.tensor([3, 4])
for y in (x * 2, 2 * x, x + 0.5, x - 1, x / 2, 2 - x, x ** 2, 2 ** x, x * w, x.sum(), x[0], x[w - 3],
          torch.where(x > 1, x, 0.0), torch.cat([x, x.detach()]), x.gather(0, w - 3)):
    edges = [(node.name() if node else None, output) for node, output in y.grad_fn.next_functions]
    print(y.grad_fn.name(), edges)
    # expect: MulBackward0 [('torch::autograd::AccumulateGrad', 0), (None, 0)]
    # expect: MulBackward0 [('torch::autograd::AccumulateGrad', 0), (None, 0)]
    # expect: AddBackward0 [('torch::autograd::AccumulateGrad', 0), (None, 0)]
    # expect: SubBackward0 [('torch::autograd::AccumulateGrad', 0), (None, 0)]
    # expect: DivBackward0 [('torch::autograd::AccumulateGrad', 0), (None, 0)]
    # expect: RsubBackward1 [('torch::autograd::AccumulateGrad', 0)]
    # expect: PowBackward0 [('torch::autograd::AccumulateGrad', 0)]
    # expect: PowBackward2 [('torch::autograd::AccumulateGrad', 0)]
    # expect: MulBackward0 [('torch::autograd::AccumulateGrad', 0), (None, 0)]
    # expect: SumBackward0 [('torch::autograd::AccumulateGrad', 0)]
    # expect: SelectBackward0 [('torch::autograd::AccumulateGrad', 0)]
    # expect: IndexBackward0 [('torch::autograd::AccumulateGrad', 0)]
    # expect: WhereBackward0 [('torch::autograd::AccumulateGrad', 0), (None, 0)]
    # expect: CatBackward0 [('torch::autograd::AccumulateGrad', 0), (None, 0)]
    # expect: GatherBackward0 [('torch::autograd::AccumulateGrad', 0)]
print((x * 2).grad_fn._saved_other, (x * 2).grad_fn._saved_self, (x * x).grad_fn.metadata)
# expect: tensor(2) None {}
print(type((x * x).grad_fn), type((x * x).grad_fn.next_functions[0][0]).__name__)
# expect: <class 'MulBackward0'> AccumulateGrad
