torch.matmul(torch.ones(2))
# error: TypeError: matmul() missing 1 required positional arguments: "other"
# at: 1:1-1:28
