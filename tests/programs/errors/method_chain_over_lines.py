x = torch.arange(6.0)
y = (x
     .reshape(2, 3)
     .view(4, 2)
     .sum())
# error: RuntimeError: shape '[4, 2]' is invalid for input of size 6
# at: 4:7-4:17
