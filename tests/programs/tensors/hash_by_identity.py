x = torch.ones(2)
y = torch.ones(2)
d = {x: "x"}
print(x in d, y in d, x is x, len({x, y, x}))  # expect: True False True 2
