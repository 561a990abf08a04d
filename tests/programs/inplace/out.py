# A result may be written into a tensor that is there.
a, b, r = torch.ones(2), torch.ones(2), torch.empty(2)
print(torch.mul(a, b, out=r) is r, r, torch.matmul(a, b, out=torch.empty(())))
# expect: True tensor([1., 1.]) tensor(2.)
print(torch.add(a, b, out=torch.empty(0)), torch.exp(a, out=r), r)
# expect: tensor([2., 2.]) tensor([2.7183, 2.7183]) tensor([2.7183, 2.7183])
torch.add(a, b, alpha=2, out=r)
print(r, torch.sum(torch.ones(2, 2), dim=0, out=None))  # expect: tensor([3., 3.]) tensor([2., 2.])
def f(x, out):
    return out
print(f(1, out=2))  # expect: 2
torch.add(a, b, out=torch.zeros(2, dtype=torch.int64))
# error: RuntimeError: result type Float can't be cast to the desired output type Long
# at: 12:1-12:55
