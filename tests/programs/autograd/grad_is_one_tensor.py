x = torch.tensor(1.0, requires_grad=True)
(x * 2).backward()
g = x.grad
(x * 3).backward()
print(g, g is x.grad)  # expect: tensor(5.) True
