def f(x):
    return (torch.sin(x) + x ** 2) / torch.log(x)

x = torch.tensor(2.0, requires_grad=True)
output = f(x)
print(output)  # expect: tensor(7.0826, grad_fn=<DivBackward0>)
output.backward()
print(x.grad)  # expect: tensor(0.0614)
