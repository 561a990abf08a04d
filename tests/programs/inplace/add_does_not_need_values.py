a = torch.tensor([1.0, 2.0], requires_grad=True)
b = a + 1
c = b + a
b.mul_(5)
c.sum().backward()
print(a.grad, b)  # expect: tensor([2., 2.]) tensor([10., 15.], grad_fn=<MulBackward0>)
