x = torch.tensor([1.0, 2.0])
if x > 1:
# error: RuntimeError: Boolean value of Tensor with more than one value is ambiguous
# at: 2:4-2:9
    print("yes")
