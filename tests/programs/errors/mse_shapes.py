F.mse_loss(torch.ones(3), torch.ones(4))
# error: RuntimeError: The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 0
# at: 1:1-1:41
