x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
print(f"{x[0]:.3f} {x[1]:>8} {x[2]}", "%.1f" % x[1], "{:.2e}".format(x[2]))
# expect: 1.000      2.0 3.0 2.0 3.00e+00
print(torch.equal(x, x + 0), torch.allclose(x, x + 1e-9), 2 in x, 5.0 in x, x in [x])
# expect: True True True False True
a, b, c = x
print(a, [row for row in x][2], max(x), min(x, key=lambda v: -v), sum(x))
# expect: tensor(1., grad_fn=<UnbindBackward0>) tensor(3., grad_fn=<UnbindBackward0>) tensor(3., grad_fn=<UnbindBackward0>) tensor(3., grad_fn=<UnbindBackward0>) tensor(6., grad_fn=<AddBackward0>)
y = torch.arange(6).reshape(2, 3)
print(sum(y), all(y[1]), any(y[0]), list(reversed(y))[0], len(y))
# expect: tensor([3, 5, 7]) True True tensor([3, 4, 5]) 2
print(torch.tensor([a, 2, 3.5]), torch.tensor([[y[0, 1]], [y[1, 2]]]), torch.tensor(range(3)))
# expect: tensor([1.0000, 2.0000, 3.5000]) tensor([[1],
# expect:         [5]]) tensor([0, 1, 2])
print(torch.where(y > 2), torch.repeat_interleave(y[0], torch.tensor([1, 2, 0])))
# expect: (tensor([1, 1, 1]), tensor([0, 1, 2])) tensor([0, 1, 1])
print(torch.arange(torch.tensor(3)), torch.linspace(torch.tensor(0.0), 1, 3))
# expect: tensor([0, 1, 2]) tensor([0.0000, 0.5000, 1.0000])
print(torch.Tensor([1, 2]), torch.LongTensor([3]), torch.Tensor(2, 3).shape)
# expect: tensor([1., 2.]) tensor([3]) torch.Size([2, 3])
try:
    print(float(y))
except ValueError as e:
    print(e)  # expect: only one element tensors can be converted to Python scalars
for broken in ["a", None, [[1, 2], 3], [1, [2]], [y]]:
    try:
        torch.tensor(broken)
    except Exception as e:
        print(type(e).__name__, e)
        # expect: TypeError new(): invalid data type 'str'
        # expect: RuntimeError Could not infer dtype of NoneType
        # expect: TypeError not a sequence
        # expect: TypeError 'list' object cannot be interpreted as an integer
        # expect: TypeError only integer tensors of a single element can be converted to an index
