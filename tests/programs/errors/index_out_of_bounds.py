x = torch.arange(3)
print(x[2])  # expect: tensor(2)
x[3]
# error: IndexError: index 3 is out of bounds for dimension 0 with size 3
# at: 3:1-3:5
