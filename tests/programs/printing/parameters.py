w = nn.Parameter(torch.tensor([1.0, 2.0]))
print(w)
# expect: Parameter containing:
# expect: tensor([1., 2.], requires_grad=True)
print(w.data, w.requires_grad, [w])
# expect: tensor([1., 2.]) True [Parameter containing:
# expect: tensor([1., 2.], requires_grad=True)]
w * 2  # expect: tensor([2., 4.], grad_fn=<MulBackward0>)
