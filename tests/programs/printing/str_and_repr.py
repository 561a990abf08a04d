x = torch.tensor([1.0])
print(str(x), repr(x), f"{x}", [x], (x,), {"a": x})
# expect: tensor([1.]) tensor([1.]) tensor([1.]) [tensor([1.])] (tensor([1.]),) {'a': tensor([1.])}
print(torch.Size([2, 3]), str(torch.float32), repr(torch.int64))
# expect: torch.Size([2, 3]) torch.float32 torch.int64
