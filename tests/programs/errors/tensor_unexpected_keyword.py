torch.ones(2).sum(axes=0)
# error: TypeError: sum() received an invalid combination of arguments - got (axes=int, ), but expected one of:
# at: 1:1-1:26
