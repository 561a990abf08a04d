x = torch.tensor(3.5)
print(x.item(), float(x), int(x), bool(x), round(x.item()), torch.tensor(7).item(), torch.tensor(True).item())
# expect: 3.5 3.5 3 True 4 7 True
print([1.0, 2.0][torch.tensor(1)], list(range(torch.tensor(3))), math.sqrt(torch.tensor(4.0)))
# expect: 2.0 [0, 1, 2] 2.0
