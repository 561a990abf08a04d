x = torch.tensor([1.0, 2.0], requires_grad=True)
torch.autograd.grad(x * 2, x)
# error: RuntimeError: grad can be implicitly created only for scalar outputs
# at: 2:1-2:30
