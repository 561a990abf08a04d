torch.manual_seed(0)
x = torch.rand(2, 2, requires_grad=True)
y = x + 2
y.grad_fn  # expect: <AddBackward0 object at 0xADDR>
