x = torch.ones(2)
x.sum(1, 2, 3, 4)
# error: TypeError: sum() received an invalid combination of arguments - got (int, int, int, int), but expected one of:
# at: 2:1-2:18
