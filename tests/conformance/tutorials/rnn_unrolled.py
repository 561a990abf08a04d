torch.manual_seed(5)
Wx = torch.randn(3, 2, requires_grad=True)
Wh = torch.randn(3, 3, requires_grad=True)
h = torch.zeros(3)
for step in range(4):
    xt = torch.tensor([float(step), 1.0])
    h = torch.tanh(Wx @ xt + Wh @ h)
loss = h.sum()
loss.backward()
print(loss)  # expect: tensor(1.1243, grad_fn=<SumBackward0>)
print(Wh.grad)
# expect: tensor([[-1.7215,  0.6492,  2.1487],
# expect:         [-0.7523, -0.6789,  0.0279],
# expect:         [-0.0615,  0.0591,  0.1560]])
