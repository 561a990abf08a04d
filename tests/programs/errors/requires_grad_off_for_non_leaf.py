x = torch.ones(2, requires_grad=True)
y = x * 2
y.requires_grad = False
# error: RuntimeError: you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach().
# at: 3:1-3:16
