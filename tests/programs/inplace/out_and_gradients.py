x = torch.ones(2, requires_grad=True)
with torch.no_grad():
    print(torch.add(x, x, out=torch.empty(2)))  # expect: tensor([2., 2.])
torch.add(x, x, out=torch.empty(2))
# error: RuntimeError: add(): functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad.
# at: 4:1-4:36
