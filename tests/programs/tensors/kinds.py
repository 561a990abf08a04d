x = torch.arange(6.0).reshape(2, 3)
print(x.device, repr(x.device), x.device.type, x.device.index, x.device == torch.device("cpu"))
# expect: cpu device(type='cpu') cpu None True
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(torch.zeros(2, device=device), x.to(device) is x, x.to("cpu", torch.float64).dtype)
# expect: tensor([0., 0.]) True torch.float64
print(torch.device("cuda:1"), isinstance(device, torch.device), x.is_cuda, x.layout)
# expect: cuda:1 True False torch.strided
print(torch.finfo(torch.float32), torch.finfo(torch.float64).eps, torch.finfo().max)
# expect: finfo(resolution=1e-06, min=-3.40282e+38, max=3.40282e+38, eps=1.19209e-07, smallest_normal=1.17549e-38, tiny=1.17549e-38, dtype=float32) 2.220446049250313e-16 3.4028234663852886e+38
print(torch.iinfo(torch.int32), torch.iinfo(torch.uint8).max, torch.iinfo(torch.int64).min)
# expect: iinfo(min=-2.14748e+09, max=2.14748e+09, dtype=int32) 255 -9223372036854775808
print(torch.float32.itemsize, torch.int64.is_floating_point, torch.int8.is_signed, x.nbytes)
# expect: 4 False True 24
print(x.shape[1:], x.shape + (4,), x.shape.numel(), isinstance(x.shape, torch.Size), type(x.dtype))
# expect: torch.Size([3]) torch.Size([2, 3, 4]) 6 True <class 'torch.dtype'>
print(x.stride(), x.T.stride(0), x[1].storage_offset(), x.T.is_contiguous())
# expect: (3, 1) 1 3 False
print(x[1].data_ptr() - x.data_ptr(), x.T.contiguous().is_contiguous(), x.element_size())
# expect: 12 True 4
try:
    torch.zeros(1, device="cuda")
except AssertionError as e:
    print(e)  # expect: Torch not compiled with CUDA enabled
