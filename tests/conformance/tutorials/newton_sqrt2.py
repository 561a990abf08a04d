x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
for i in range(6):
    f = x ** 2 - 2
    df, = torch.autograd.grad(f, x)
    with torch.no_grad():
        x -= f / df
    print(i, x.item())
    # expect: 0 1.5
    # expect: 1 1.4166666666666667
    # expect: 2 1.4142156862745099
    # expect: 3 1.4142135623746899
    # expect: 4 1.4142135623730951
    # expect: 5 1.414213562373095
