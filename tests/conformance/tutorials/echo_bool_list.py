xs = [torch.tensor(float(i)) for i in range(4)]
[bool(v > 1) for v in xs]  # expect: [False, False, True, True]
