x = torch.tensor(100.0)
n = 0
while x > 1:
    x = x / 3
    n += 1
print(n, x)  # expect: 5 tensor(0.4115)
