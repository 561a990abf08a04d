a = torch.tensor(1.0, requires_grad=True)
b = torch.tensor(2.0, requires_grad=True)
out = torch.log(a * b + b.sin())
def walk(fn, depth=0):
    if fn is None:
        return
    print(depth * "." + type(fn).__name__)
    for child, _ in fn.next_functions:
        walk(child, depth + 1)
walk(out.grad_fn)
# expect: LogBackward0
# expect: .AddBackward0
# expect: ..MulBackward0
# expect: ...AccumulateGrad
# expect: ...AccumulateGrad
# expect: ..SinBackward0
# expect: ...AccumulateGrad
