@torch.no_grad()
def f(x):
    return x * 2
@torch.enable_grad()
def g(x):
    return x * 2
x = torch.tensor(1.0, requires_grad=True)
print(f(x), f.__name__)  # expect: tensor(2.) f
with torch.no_grad():
    print(g(x), x * 2)  # expect: tensor(2., grad_fn=<MulBackward0>) tensor(2.)
