x = torch.ones(2, requires_grad=True)
x.numpy()
# error: RuntimeError: Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.
# at: 2:1-2:10
