for v in torch.tensor(1.0):
# error: TypeError: iteration over a 0-d tensor
# at: 1:1
    print(v)
