# QR by reflections gives LAPACK's signs, and its derivatives hold where a column is aligned too.
import torch

A = torch.tensor([[1., 2., 3.], [4., 5., 6.], [7., 8., 10.]], dtype=torch.float64,
                 requires_grad=True)
q, r = torch.linalg.qr(A)
print(q)
# expect: tensor([[-0.1231,  0.9045,  0.4082],
# expect:         [-0.4924,  0.3015, -0.8165],
# expect:         [-0.8616, -0.3015,  0.4082]], dtype=torch.float64,
# expect:        grad_fn=<LinalgQrBackward0>)
print(r)
# expect: tensor([[ -8.1240,  -9.6011, -11.9399],
# expect:         [  0.0000,   0.9045,   1.5076],
# expect:         [  0.0000,   0.0000,   0.4082]], dtype=torch.float64,
# expect:        grad_fn=<LinalgQrBackward0>)
(q.sum() + r.sum()).backward()
print(A.grad)
# expect: tensor([[-2.6811, -0.1230,  1.1897],
# expect:         [-2.2179,  1.6180, -1.0074],
# expect:         [ 0.4898, -2.0676, -0.7549]], dtype=torch.float64)
for size in [(4, 2), (2, 4), (3, 1), (2, 3, 3)]:
    B = torch.arange(1., 25.)[:torch.Size(size).numel()].reshape(size).to(torch.float64).sqrt()
    q, r = torch.linalg.qr(B, mode="complete")
    print(q.shape, r.shape, torch.allclose(q @ r, B), torch.linalg.qr(B, "r").R.shape)
    # expect: torch.Size([4, 4]) torch.Size([4, 2]) True torch.Size([2, 2])
    if size[-1] <= size[-2]:
        print(torch.autograd.gradcheck(torch.linalg.qr, B.requires_grad_()))
        # expect: True
        # expect: torch.Size([2, 2]) torch.Size([2, 4]) True torch.Size([2, 4])
        # expect: torch.Size([3, 3]) torch.Size([3, 1]) True torch.Size([1, 1])
        # expect: True
        # expect: torch.Size([2, 3, 3]) torch.Size([2, 3, 3]) True torch.Size([2, 3, 3])
        # expect: True

eye = torch.eye(3, dtype=torch.float64).requires_grad_()
w = torch.arange(9., dtype=torch.float64).reshape(3, 3)
q, r = torch.linalg.qr(eye)
((q * w).sum() + (r * w.T).sum()).backward()
print(eye.grad)
# expect: tensor([[ 0.,  3.,  6.],
# expect:         [ 5.,  4.,  7.],
# expect:         [10.,  9.,  8.]], dtype=torch.float64)
print(torch.linalg.qr(torch.tensor([[3., 1.], [4., 2.]])))
# expect: torch.return_types.linalg_qr(
# expect: Q=tensor([[-0.6000, -0.8000],
# expect:         [-0.8000,  0.6000]]),
# expect: R=tensor([[-5.0000, -2.2000],
# expect:         [ 0.0000,  0.4000]]))

torch.manual_seed(0)
print(torch.nn.init.orthogonal_(torch.empty(4, 3)))
# expect: tensor([[ 0.8863, -0.0292,  0.2587],
# expect:         [ 0.3269, -0.6629, -0.4413],
# expect:         [ 0.2320,  0.6035, -0.7625],
# expect:         [-0.2320, -0.4422, -0.3962]])
print(torch.nn.init.orthogonal_(torch.empty(2, 3), gain=2))
# expect: tensor([[-0.9743,  1.2517, -1.2182],
# expect:         [-1.5062, -1.3084, -0.1398]])
try:
    torch.linalg.qr(A, mode="x")
except RuntimeError as e:
    print(e)
    # expect: qr received unrecognized mode 'x' but expected one of 'reduced' (default), 'r', or 'complete'
