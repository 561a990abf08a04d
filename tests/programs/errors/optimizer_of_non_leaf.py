x = torch.ones(1, requires_grad=True) * 2
torch.optim.SGD([x], lr=0.1)
# error: ValueError: can't optimize a non-leaf Tensor
# at: 2:1-2:29
