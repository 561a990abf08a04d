t = torch.tensor(math.pi)
print(f'{t}', f'{t:.2f}', f'{t.item():8.3f}|', '{:.1e}'.format(t.item()))
# expect: 3.1415927410125732 3.14    3.142| 3.1e+00
v = torch.tensor([1.0, 2.0])
print(f'{v} {v.shape} {v.dtype} {len(v)}')
# expect: tensor([1., 2.]) torch.Size([2]) torch.float32 2
