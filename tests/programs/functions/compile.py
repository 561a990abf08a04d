@torch.compile
def f(x):
    return x * 2
print(f(torch.ones(2)), torch.compile(f, mode="max-autotune")(torch.ones(1)))
# expect: tensor([2., 2.]) tensor([2.])
