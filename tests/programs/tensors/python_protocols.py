x = torch.tensor([1.5, 2.5, 3.5])
print(len(x), list(x), x[1].__float__(), sum(x), max(x), min(x).item(), sorted(x.tolist(), reverse=True), [*x.int()], tuple(x.shape))
# expect: 3 [tensor(1.5000), tensor(2.5000), tensor(3.5000)] 2.5 tensor(7.5000) tensor(3.5000) 1.5 [3.5, 2.5, 1.5] [tensor(1, dtype=torch.int32), tensor(2, dtype=torch.int32), tensor(3, dtype=torch.int32)] (3,)
print(dict(zip("abc", x.tolist())), all(x > 1), list(enumerate(x.long()))[0], list(map(float, x)), round(x[0].item()))
# expect: {'a': 1.5, 'b': 2.5, 'c': 3.5} True (0, tensor(1)) [1.5, 2.5, 3.5] 2
