x = torch.ones(2, requires_grad=True)
x.grad = torch.ones(3)
# error: RuntimeError: attempting to assign a gradient of size '[3]' to a tensor of size '[2]'. Please ensure that the gradient and the tensor are the same size
# at: 2:1-2:7
