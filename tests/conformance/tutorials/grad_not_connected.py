x = torch.tensor(1.0, requires_grad=True)
y = torch.tensor(2.0, requires_grad=True)
torch.autograd.grad(x * 2, y)
# error: RuntimeError: The differentiated Tensor at index 0 appears to not have been used in the graph. Set allow_unused=True if this is the desired behavior.
# at: 3:1-3:30
