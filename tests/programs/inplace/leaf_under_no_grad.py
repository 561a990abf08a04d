w = torch.tensor([1.0, 2.0], requires_grad=True)
(w ** 2).sum().backward()
with torch.no_grad():
    w -= 0.5 * w.grad
    w.grad.zero_()
print(w, w.is_leaf, w.grad)  # expect: tensor([0., 0.], requires_grad=True) True tensor([0., 0.])
