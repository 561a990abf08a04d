x = torch.tensor([[1, 2], [3, 4]])
print(x.tolist(), [row.sum().item() for row in x], [int(v) for v in x[0]])
# expect: [[1, 2], [3, 4]] [3, 7] [1, 2]
for row in x:
    print(row)
    # expect: tensor([1, 2])
    # expect: tensor([3, 4])
a, b = x
print(a, b, torch.tensor(5).tolist())  # expect: tensor([1, 2]) tensor([3, 4]) 5
