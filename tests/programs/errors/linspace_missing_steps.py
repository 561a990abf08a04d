torch.linspace(0, 1)
# error: TypeError: linspace() received an invalid combination of arguments - got (int, int), but expected one of:
# at: 1:1-1:21
