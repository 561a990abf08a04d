x = torch.tensor(3.0, requires_grad=True)
y = x ** 2
z = y.detach() * x + y
z.backward()
print(x.grad, y.detach(), y.detach().requires_grad)  # expect: tensor(15.) tensor(9.) False
w = (x * 2).detach_()
print(w, w.is_leaf)  # expect: tensor(6.) True
