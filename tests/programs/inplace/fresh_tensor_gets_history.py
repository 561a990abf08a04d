x = torch.tensor([1.0, 2.0], requires_grad=True)
out = torch.zeros(2)
print(out.requires_grad)  # expect: False
out += x * 2
print(out.requires_grad, out)  # expect: True tensor([2., 4.], grad_fn=<AddBackward0>)
out.sum().backward()
print(x.grad)  # expect: tensor([2., 2.])
