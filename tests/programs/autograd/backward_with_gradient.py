x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x ** 2
y.backward(torch.tensor([1.0, 0.1, 0.01]))
print(x.grad)  # expect: tensor([2.0000, 0.4000, 0.0600])
y = x * 2
y.backward(gradient=torch.ones_like(y))
print(x.grad)  # expect: tensor([4.0000, 2.4000, 2.0600])
