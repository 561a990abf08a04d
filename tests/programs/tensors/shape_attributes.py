x = torch.ones(2, 3, 4)
print(x.shape, x.size(), x.size(1), x.size(-1), x.dim(), x.ndim, x.numel(), len(x), x.dtype, x.device)
# expect: torch.Size([2, 3, 4]) torch.Size([2, 3, 4]) 3 4 3 3 24 2 torch.float32 cpu
a, b, c = x.shape
print(a + b + c, x.shape[1:], list(x.shape), x.shape == (2, 3, 4), x.stride(), x.is_contiguous())
# expect: 9 torch.Size([3, 4]) [2, 3, 4] True (12, 4, 1) True
