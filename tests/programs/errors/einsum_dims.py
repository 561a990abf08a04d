torch.einsum("ij,jk->ik", torch.ones(2, 3), torch.ones(2, 3))
# error: RuntimeError: einsum(): subscript j has size 2 for operand 1 which does not broadcast with previously seen size 3
# at: 1:1-1:62
