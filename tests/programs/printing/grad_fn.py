x = torch.tensor(2.0, requires_grad=True)
print((x * 2).grad_fn, x.grad_fn, (x * 2).grad_fn.next_functions)
# expect: <MulBackward0 object at 0xADDR> None ((<AccumulateGrad object at 0xADDR>, 0), (None, 0))
