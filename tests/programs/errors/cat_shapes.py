torch.cat([torch.ones(2, 3), torch.ones(2, 2)])
# error: RuntimeError: Sizes of tensors must match except in dimension 0. Expected size 3 but got size 2 for tensor number 1 in the list.
# at: 1:1-1:48
