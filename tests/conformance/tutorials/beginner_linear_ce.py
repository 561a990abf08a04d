torch.manual_seed(0)
x = torch.ones(5)
y = torch.zeros(3)
w = torch.randn(5, 3, requires_grad=True)
b = torch.randn(3, requires_grad=True)
z = torch.matmul(x, w) + b
loss = F.binary_cross_entropy_with_logits(z, y)
print("loss fn:", loss.grad_fn)
# expect: loss fn: <BinaryCrossEntropyWithLogitsBackward0 object at 0xADDR>
loss.backward()
print(w.grad)
# expect: tensor([[0.2661, 0.1179, 0.0027],
# expect:         [0.2661, 0.1179, 0.0027],
# expect:         [0.2661, 0.1179, 0.0027],
# expect:         [0.2661, 0.1179, 0.0027],
# expect:         [0.2661, 0.1179, 0.0027]])
print(b.grad)  # expect: tensor([0.2661, 0.1179, 0.0027])
