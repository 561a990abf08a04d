x = torch.tensor(2.0)
torch.autograd.grad(torch.tensor(1.0, requires_grad=True) * 2, x)
# error: RuntimeError: One of the differentiated Tensors does not require grad
# at: 2:1-2:66
