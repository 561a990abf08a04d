# conventions: torch
x = torch.tensor([0.0, 4.0], requires_grad=True)
y = torch.where(x > 0, x.sqrt(), torch.zeros(()))
y.sum().backward()
print(x.grad)  # expect: tensor([   nan, 0.2500])
