torch.manual_seed(1)
a = torch.randn(2, 2)
a = (a * 3) / (a - 1)
print(a.requires_grad)  # expect: False
a.requires_grad_(True)
print(a.requires_grad)  # expect: True
b = (a * a).sum()
print(b.grad_fn)  # expect: <SumBackward0 object at 0xADDR>
