from torch.autograd import functional as AF
x = torch.tensor([1.0, 2.0])
f = lambda x: x ** 2 * x.sum()
print(AF.vjp(f, x, torch.tensor([1.0, 0.5])))  # expect: (tensor([ 3., 12.]), tensor([9., 9.]))
print(AF.jvp(f, x, torch.tensor([1.0, 0.0])))  # expect: (tensor([ 3., 12.]), tensor([7., 4.]))
print(AF.hvp(lambda x: (x ** 3).sum(), x, torch.ones(2)))
# expect: (tensor(9.), tensor([ 6., 12.]))
print(AF.vhp(lambda x: (x ** 3).sum(), x, torch.ones(2)))
# expect: (tensor(9.), tensor([ 6., 12.]))
