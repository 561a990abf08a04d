x = torch.tensor(2.0, requires_grad=True).detach()
print(math.sin(x), math.floor(x), math.exp(torch.tensor([0.0])), math.factorial(torch.tensor(4)))
# expect: 0.9092974268256817 2 1.0 24
print(torch.mul.__name__, torch.atan2.__name__, math.sqrt(torch.tensor(9)))  # expect: mul atan2 3.0
try:
    math.sin(torch.ones(2))
except ValueError as error:
    print(error)  # expect: only one element tensors can be converted to Python scalars
print(list(enumerate("ab", torch.tensor(3))), list(range(torch.tensor(2), 4)))
# expect: [(3, 'a'), (4, 'b')] [2, 3]
