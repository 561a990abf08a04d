x = torch.ones(3, 4)
keep = []

class Order:
    def __iter__(self):
        keep.append(x * 2)
        return iter([1, 0])

    def __len__(self):
        keep.append(x * 2)
        return 2

    def __getitem__(self, i):
        keep.append(x * 2)
        return [1, 0][i]

    def __index__(self):
        keep.append(x * 2)
        return 1

def orders():
    keep.append(x * 2)
    yield 1
    keep.append(x * 2)
    yield 0

def survives(f):
    try:
        f()
    except Exception:
        pass

survives(lambda: x.permute(Order()))
survives(lambda: x.sum(Order()))
survives(lambda: x.expand(Order()))
survives(lambda: torch.split(x, Order()))
survives(lambda: x.reshape(Order()))
survives(lambda: x.unsqueeze(Order()))
survives(lambda: x.permute(orders()))
survives(lambda: x.sum(keep.append(x * 2) or i for i in [0, 1]))
survives(lambda: torch.stack(x * i for i in [0, 1]))
junk = [[i] * 10 for i in range(1000)]
print({k.sum().item() for k in keep} <= {24.0})  # expect: True
