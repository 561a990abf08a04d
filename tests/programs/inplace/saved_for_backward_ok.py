a = torch.tensor([1.0, 2.0], requires_grad=True)
b = a * 3
b += 1
c = b.exp()
c.sum().backward()
print(a.grad)  # expect: tensor([ 163.7944, 3289.8994])
