x1 = torch.Tensor([2.0]).double(); x1.requires_grad = True
x2 = torch.Tensor([0.0]).double(); x2.requires_grad = True
w1 = torch.Tensor([-3.0]).double(); w1.requires_grad = True
w2 = torch.Tensor([1.0]).double(); w2.requires_grad = True
b = torch.Tensor([6.8813735870195432]).double(); b.requires_grad = True
n = x1 * w1 + x2 * w2 + b
o = torch.tanh(n)
print(o.data.item())  # expect: 0.7071066904050358
o.backward()
print('x2', x2.grad.item())  # expect: x2 0.5000001283844369
print('w2', w2.grad.item())  # expect: w2 0.0
print('x1', x1.grad.item())  # expect: x1 -1.5000003851533106
print('w1', w1.grad.item())  # expect: w1 1.0000002567688737
