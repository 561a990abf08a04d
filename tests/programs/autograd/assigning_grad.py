w = torch.tensor([1.0, 2.0], requires_grad=True)
w.grad = torch.tensor([5.0, 5.0])
(w * 2).sum().backward()
print(w.grad)  # expect: tensor([7., 7.])
w.grad *= 0.5
w.grad[0] = 0
print(w.grad)  # expect: tensor([0.0000, 3.5000])
