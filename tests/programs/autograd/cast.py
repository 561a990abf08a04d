x = torch.tensor([1.5, 2.5], requires_grad=True)
y = x.double() * 3
y.sum().backward()
print(y.dtype, x.grad, x.grad.dtype)  # expect: torch.float64 tensor([3., 3.]) torch.float32
