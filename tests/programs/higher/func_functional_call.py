net = nn.Linear(2, 1)
params = {"weight": torch.ones(1, 2), "bias": torch.zeros(1)}
x = torch.tensor([[1.0, 2.0]])
print(torch.func.functional_call(net, params, (x,)))  # expect: tensor([[3.]])
g = torch.func.grad(lambda p: torch.func.functional_call(net, p, (x,)).sum() ** 2)(params)
print(g["weight"], g["bias"])  # expect: tensor([[ 6., 12.]]) tensor([6.])
