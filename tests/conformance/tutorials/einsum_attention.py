torch.manual_seed(0)
q, k, v = (torch.randn(2, 3, dtype=torch.float64, requires_grad=True) for _ in range(3))
s = torch.einsum('id,jd->ij', q, k) / math.sqrt(3)
o = torch.softmax(s, -1) @ v
o.pow(2).sum().backward()
print(o)
# expect: tensor([[-0.6933,  0.8225, -0.8303],
# expect:         [-0.3900,  0.3064, -0.3830]], dtype=torch.float64,
# expect:        grad_fn=<MmBackward0>)
print(q.grad)
# expect: tensor([[ 0.4207,  0.7481, -0.4700],
# expect:         [ 0.3360,  0.5975, -0.3754]], dtype=torch.float64)
