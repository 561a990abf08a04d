from torch.utils.checkpoint import checkpoint, checkpoint_sequential
x = torch.ones(2, requires_grad=True)
y = checkpoint(lambda t, k: (t * k).exp(), x, k=2, use_reentrant=False)
y.sum().backward()
print(y, x.grad)
# expect: tensor([7.3891, 7.3891], grad_fn=<ExpBackward0>) tensor([14.7781, 14.7781])
net = nn.Sequential(nn.Linear(2, 2), nn.Tanh())
print(checkpoint_sequential(net, 2, x, use_reentrant=False).shape)  # expect: torch.Size([2])
