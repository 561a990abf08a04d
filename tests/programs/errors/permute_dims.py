torch.ones(2, 3).permute(0, 1, 2)
# error: RuntimeError: permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = 2 is not equal to len(dims) = 3
# at: 1:1-1:34
