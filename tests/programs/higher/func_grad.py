from torch.func import grad, grad_and_value
f = lambda x: torch.sin(x)
print(grad(f)(torch.tensor(0.0)), grad(grad(f))(torch.tensor(1.0)))
# expect: tensor(1.) tensor(-0.8415)
print(grad_and_value(lambda x: (x ** 2).sum())(torch.tensor([1.0, 2.0])))
# expect: (tensor([2., 4.]), tensor(5.))
