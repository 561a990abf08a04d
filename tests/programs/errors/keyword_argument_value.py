x = torch.ones(3)
print(F.softmax(x, dim=x.size(5)))
# error: IndexError: Dimension out of range (expected to be in range of [-1, 0], but got 5)
# at: 2:24-2:33
